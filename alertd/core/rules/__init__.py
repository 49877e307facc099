"""Conditions, and how they become alerts."""
