OUTPUT = "/tmp/output.json"
