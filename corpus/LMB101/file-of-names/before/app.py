import state


def handler(event, context):
    state.rows.append(event["row"])
    return state.rows
