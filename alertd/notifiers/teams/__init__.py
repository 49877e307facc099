"""Microsoft Teams by a workflow: an Adaptive Card a page."""
