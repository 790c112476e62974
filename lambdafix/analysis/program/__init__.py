"""The linked program: what a name means across files, who uses it, and how requests get to a function."""
