def load():
    import settings
    return settings
