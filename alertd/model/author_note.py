"""AuthorNote: something that one of us wrote down about an author."""

from __future__ import annotations

from datetime import datetime

from alertd.model.value import Value


class AuthorNote(Value, frozen=True, kw_only=True):
    """Who wrote what, and when."""

    at: datetime
    by: str
    text: str
