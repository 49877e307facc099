"""What somebody hostile, careless or unlucky must not achieve."""
