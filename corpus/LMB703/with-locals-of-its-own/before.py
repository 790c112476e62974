import asyncio

GREETINGS = {"en": "Hello"}


async def look_up(language):
    await asyncio.sleep(0)
    return GREETINGS[language]


async def lambda_handler(event, _):
    languages = [one.lower() for one in event["languages"]]

    async def greet(language):
        return await look_up(language)

    found = await asyncio.gather(*(greet(language) for language in languages))
    print(found)
    return found
