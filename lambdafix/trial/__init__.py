"""The user's tests, run on the fixes: each held back with which they fail."""
