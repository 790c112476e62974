import smtplib

EMAIL_PASSWORD = "xqzv kwjd pmrt bnlc"


def handler(event, context):
    with smtplib.SMTP_SSL("smtp.gmail.com", 465, timeout=10) as server:
        server.login("orders@acme.com", EMAIL_PASSWORD)
