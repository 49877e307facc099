"""Lateness: how far behind now a post may come and still count as one of now.

Design 5: the allowed lateness of live windows is the source's own delay plus this; the delay is added where a source is
known. A later post counts in history only, and what is learnt waits as long, so that no post is missed by it.
"""

from __future__ import annotations

LATENESS = 120.0  #: seconds
