from sqlalchemy import create_engine, text


def handler(event, context):
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT 7")).scalar()
    engine.dispose()
    return found
