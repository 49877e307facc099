"""Blocking clients in threads of their own: how long to wait for them, and how to end."""
