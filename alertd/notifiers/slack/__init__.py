"""Slack by a bot's token: buttons, one thread an incident, a first message that shows the state."""
