"""A phone call that reads the page and takes a key."""
