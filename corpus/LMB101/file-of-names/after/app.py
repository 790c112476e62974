import state


def handler(event, context):
    state.rows = []
    state.rows.append(event["row"])
    return state.rows
