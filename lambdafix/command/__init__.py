"""The command line: what may be typed, what it means as a run, and which findings the run is about."""
