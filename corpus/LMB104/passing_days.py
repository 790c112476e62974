DAYS = iter(["2024-01-01", "2024-01-02", "2024-01-03"])


def prepare():
    import datetime

    class Date(datetime.date):
        @classmethod
        def today(cls):
            return cls.fromisoformat(next(DAYS))

    datetime.date = Date
