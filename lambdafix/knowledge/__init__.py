"""What is known of libraries, by dotted names: once, and under everything that asks."""
