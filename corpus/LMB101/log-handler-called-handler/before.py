import logging

problems = []


class Lines(logging.Handler):
    def emit(self, record):
        problems.append(record.getMessage())


handler = Lines()
