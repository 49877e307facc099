"""Lemmy: posts and comments of the Fediverse's forums, as one server sees them. No credentials."""
