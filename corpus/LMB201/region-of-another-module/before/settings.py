REGION = "eu-west-1"
LAST = ""
