"""Pages on the terminal."""
