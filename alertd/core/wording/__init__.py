"""The words of a page, from its event."""
