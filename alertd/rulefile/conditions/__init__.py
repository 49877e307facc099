"""How each condition is written: its keys, their units, defaults and help."""
