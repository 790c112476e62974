"""The mechanism of every rewrite: nodes by span, imports, layout, minimal edits, and what they are held to."""
