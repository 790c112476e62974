"""One wing for each family of rules: what it knows, what it asks, and how it repairs. Wings never meet."""
