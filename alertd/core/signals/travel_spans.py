"""Travel spans: within what a post that is passed on is judged. Rules are read and spelled by these, without the signal itself."""

from __future__ import annotations

SPANS = (60.0, 300.0, 900.0, 1800.0, 3600.0)  #: seconds; a post is judged by the accounts that passed it on within one
DAY = 86400.0
FEWEST = 5  #: accounts within a span, below which no post is called travelling
