"""Frozen values: what everybody talks about. They import nothing but errors (and msgspec, which freezes them)."""
