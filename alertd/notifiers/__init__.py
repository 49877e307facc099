"""One way to reach people a file."""
