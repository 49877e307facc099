"""alertd watches what is said about brands and pages the responder on call until somebody acknowledges."""

__version__ = "0.1.0"
