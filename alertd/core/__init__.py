"""The pure engine: events in, commands out."""
