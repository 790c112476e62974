"""Files to disk and to git, so that no crash, race or link loses a byte, and every run can be taken back."""
