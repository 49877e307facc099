"""Reddit: comments of chosen subreddits, posts of all of Reddit, comments under posts about a watch."""
