"""What the code means: one file by itself, the linked program, the values in it, and what an import does."""
