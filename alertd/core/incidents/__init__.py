"""Incidents, escalation, who is on call, and what holds a page back."""
