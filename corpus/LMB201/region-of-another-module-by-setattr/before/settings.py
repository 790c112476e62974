REGION = "eu-west-2"
