"""What lies on disk: the files, the deployment templates, and the handlers that they name."""
