def prepare():
    serve("psycopg2", "k3Rt9xWq")
