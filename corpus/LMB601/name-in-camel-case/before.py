CONFIRM_PASSWORD = "PasswordResetConfirmationView"
PASSWORD_HINT = "some word goes here"


def handler(event, context):
    return {"view": CONFIRM_PASSWORD, "hint": PASSWORD_HINT}
