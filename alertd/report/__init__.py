"""What is told afterwards."""
