"""Training of the scorer that ships; nothing of this is installed."""
