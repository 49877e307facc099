"""Pages as signed JSON, for programs."""
