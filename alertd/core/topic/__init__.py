"""What a burst is about, in its writers' own words."""
