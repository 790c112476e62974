"""Which rules there are, what they say of themselves, and what silences them."""
