def observe():
    return "text"
