from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

engine = create_engine("postgresql+psycopg2://", poolclass=NullPool)


def handler(event, context):
    return engine.dialect.name
