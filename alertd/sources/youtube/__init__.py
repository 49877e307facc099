"""YouTube: comments under videos and channels by two REST calls; a key, no client library."""
