"""Telegram: what channels and groups write of which a bot of yours is a member."""
