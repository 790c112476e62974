KEY = "key"
SECRET = "secret"
