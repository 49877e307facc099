"""What keeps a source from seeing, by its kind, so that a reader has it in their own words; what the platform said stands below as a quote. Pure.

A source tells its fault as a sentence, for the log and its operator. All such sentences name the answer's number or one of these phrases:
`tests/unit/web/test_source_faults.py` reads each of them.
"""

from __future__ import annotations

import re

#: The first that fits. Of a refusal with a number, the number says it.
_KINDS = (
    ("settings", r"\b409\b|nothing to read|could look for"),
    ("limit", r"\b429\b|asks? (?:us )?(?:for|to) (?:a )?(?:pause|wait)|quota|too many requests"),
    ("sign_in", r"\b40[13]\b|does not accept|bearer_token|bot_token|credentials|is needed|password|permission|not allow|lacks the scope"),
    ("not_found", r"\b(?:404|410|451)\b|has no |no such|does not exist|does not know|not a known host|base_url"),
    ("network", r"cannot be reached|did not answer|certificate|proxy|connection to|broke|redirects|leads into this machine|closed the stream|no name service|went silent"),
    ("disk", r"on this machine's disk"),
    ("theirs", r"\b5\d\d\b|\b4\d\d\b|not JSON|not HTTP|cannot be read|answered|is not an? |is no whole|sent more than|does not speak"),
)  # fmt: skip
_FITS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
#: Each kind has a sentence `sf_KIND` in the words of the page.
KINDS = tuple(kind for kind, _ in _KINDS)


def kind_of(note: str) -> str:
    """Return what kind of fault a source tells of; "" where its sentence is of none.

    >>> kind_of("api.x.com does not accept the bearer_token (401)"), kind_of("api.x.com answered 503"), kind_of("all is well")
    ('sign_in', 'theirs', '')
    """
    return next((kind for kind, pattern in _FITS if pattern.search(note)), "")
