"""One platform a file."""
