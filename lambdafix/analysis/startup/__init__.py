"""What happens once, at import: in which order, and what it sets up for all that comes after."""
