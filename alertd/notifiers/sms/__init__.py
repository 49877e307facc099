"""Text messages by Twilio's own interface, which says later whether they came to the phone."""
