from functools import cache


class Profiles:
    @staticmethod
    @cache
    def of(user_id):
        return {"user": user_id}


def handler(event, context):
    return Profiles.of(event["user"])["user"]
