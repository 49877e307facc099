"""Pages by Apprise: two hundred services, each by one URL."""
