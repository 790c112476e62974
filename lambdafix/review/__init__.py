"""The review at the terminal: what is shown of a fix, and what a key does."""
