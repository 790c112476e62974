from services import Service

service = Service()
