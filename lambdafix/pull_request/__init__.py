"""From fixes to a pull request that a maintainer merges."""
