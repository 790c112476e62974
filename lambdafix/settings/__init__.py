"""Where a run takes place, and what its configuration says."""
