"""What happens to a post before the log."""
