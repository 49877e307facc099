"""One signal a file."""
