"""Synonyms: what people write for a word of ours, taken from other tools and from speech. Only where the meaning is the same."""

from __future__ import annotations

_MEANT = {
    "negative": ("angry", "bad", "sad", "upset", "hostile"),
    "positive": ("happy", "glad", "good"),
    "crisis": ("critical", "emergency", "sev1", "p1"),
    "notice": ("info", "information", "low"),
    "when": ("if", "condition", "conditions", "trigger", "expr"),
    "watch": ("brand", "brands", "watches"),
    "page": ("notify", "policy", "escalate", "escalation"),
    "playbook": ("runbook", "todo"),
    "name": ("title", "alert"),
    "enabled": ("active", "on"),
    "for": ("during", "duration"),
    "x": ("twitter", "x.com"),
    "hackernews": ("hn",),
    "rss": ("atom", "feed"),
    "jsonl": ("json", "file"),
    "sms": ("phone", "mobile", "cell"),
    "email": ("mail", "e-mail"),
    "timezone": ("zone", "tz"),
    "exclude": ("excludes", "not"),
    "terms": ("keywords", "words", "query"),
    "needs": ("require", "requires", "must"),
    "handles": ("accounts", "account"),
    "weekly": ("7d", "1w"),
    "daily": ("1d", "24h"),
    "languages": ("langs",),
    "any_of": ("any", "or"),
    "all_of": ("all", "and"),
    "mentions": ("posts", "mention"),
    "authors": ("people", "users", "accounts"),
    "escalate_after": ("after", "wait", "timeout"),
    "spike": ("burst", "surge", "volume"),
}
_BY_WORD: dict[str, tuple[str, ...]] = {}
for _known, _words in _MEANT.items():
    for _word in _words:
        _BY_WORD[_word] = (*_BY_WORD.get(_word, ()), _known)


def said_for(word: str) -> tuple[str, ...]:
    """Return the words of ours that somebody may have meant.

    >>> said_for("Angry"), said_for("zebra")
    (('negative',), ())
    """
    return _BY_WORD.get(word.strip().casefold(), ())
