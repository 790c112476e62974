db_password = "sunflower"
