from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg2://", pool_size=1, pool_pre_ping=True)


def handler(event, context):
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT 1").scalar()
