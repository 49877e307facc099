"""RSS and Atom: press, newsrooms, blogs, Google Alerts. Fetched with our own limits, read by feedparser."""
