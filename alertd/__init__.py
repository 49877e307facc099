"""alertd watches what is said about brands and pages the responder on call until somebody acknowledges."""

__version__ = "0.1.0"


def commit() -> str:
    """Return the commit that this was built from, as the build wrote it; "unknown" in a working copy."""
    from pathlib import Path

    path = Path(__file__).with_name("COMMIT")
    return path.read_text(encoding="ascii").strip() if path.is_file() else "unknown"
