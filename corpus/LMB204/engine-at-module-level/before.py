from sqlalchemy import create_engine, text

engine = create_engine("sqlite://")


def handler(event, context):
    with engine.connect() as connection:
        return connection.execute(text("SELECT 7")).scalar()
