db_password = "<from the console>"
