"""Synonyms: what people write for a word of ours, taken from other tools and from speech. Only where the meaning is the same."""

from __future__ import annotations

_MEANT = {
    "negative": (
        "angry",
        "bad",
        "sad",
        "upset",
        "hostile",
        "негатив",
        "негативный",
        "olumsuz",
        "négatif",
        "negativo",
        "负面",
    ),
    "positive": ("happy", "glad", "good", "позитив", "olumlu", "positif", "positivo", "正面"),
    "crisis": ("critical", "emergency", "sev1", "p1", "krise", "кризис", "kriz", "crise", "危机"),
    "notice": ("info", "information", "low"),
    "when": ("if", "condition", "conditions", "trigger", "expr"),
    "watch": ("brand", "brands", "watches"),
    "page": ("notify", "policy", "escalate", "escalation", "alert_to", "send_to", "to"),
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
    "terms": ("keywords", "keyword", "words", "phrase", "query", "contains"),
    "needs": ("require", "requires", "must"),
    "handles": ("accounts", "account"),
    "weekly": ("7d", "1w", "every week", "each week"),
    "daily": ("1d", "24h", "every day", "each day"),
    "languages": ("langs",),
    "any_of": ("any", "or"),
    "all_of": ("all", "and"),
    "mentions": ("posts", "mention"),
    "authors": ("people", "users", "accounts"),
    "escalate_after": ("after", "wait", "timeout"),
    "spike": ("burst", "surge", "volume"),
    "weekdays": ("workdays", "working days", "business days"),
    "people": ("members", "users", "responders", "participants"),
    "audience": ("followers", "min_followers", "min_reach"),
    "with": ("against", "versus", "vs", "competitors", "them"),
    "negative_share": ("sentiment", "mood"),
    "first_reply": ("response_time", "reply_time", "median_first_reply"),
    "spent": ("over", "used"),
    "calm": ("resolved", "recovered", "ok"),
    "acknowledged": ("acked", "ack"),
    "true": ("on", "ja", "да", "evet", "oui", "sim", "是"),
    "false": ("off", "nein", "нет", "hayır", "non", "não", "否"),
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
