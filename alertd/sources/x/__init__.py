"""X: filtered stream, gap fill by search, counts as a second sensor, and a purse that is watched."""
