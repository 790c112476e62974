from sqlalchemy import create_engine

engine = create_engine("sqlite://")


def handler(event, context):
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT 1").scalar()
