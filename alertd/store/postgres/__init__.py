"""The store in a PostgreSQL server, for two machines of which one works and the other takes over."""
