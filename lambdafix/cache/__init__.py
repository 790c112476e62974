"""Answers kept between runs, in a folder of the user's own: a run over what has not changed reads and says the same."""
