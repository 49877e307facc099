"""Hacker News: stories and comments by Algolia's public search, newest first. No credentials."""
