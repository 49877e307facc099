"""Mentions that others post to us: what is in a body, and whether its sender may. The route stands in the web layer."""
