"""Telegram by a bot: buttons, one chain of answers an incident."""
