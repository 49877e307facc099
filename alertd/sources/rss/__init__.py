"""RSS and Atom: press, newsrooms, blogs, Google Alerts; fetched and read with our own limits."""
