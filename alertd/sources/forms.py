"""Source options: what each kind of source can be told, as forms. Only keys that were given are in what they make.

Durations become timedeltas, secrets `Secret`, shares 0 to 1, money dollars. Defaults live with the source that uses them.
"""

from __future__ import annotations

from typing import Any

from alertd.sources.bluesky.form import KEYS as BLUESKY
from alertd.sources.form_keys import COMMON
from alertd.sources.hackernews.form import KEYS as HACKERNEWS
from alertd.sources.jsonl.form import KEYS as JSONL
from alertd.sources.mastodon.form import KEYS as MASTODON
from alertd.sources.reddit.form import KEYS as REDDIT
from alertd.sources.rss.form import KEYS as RSS
from alertd.sources.webhook.form import KEYS as WEBHOOK
from alertd.sources.x.form import KEYS as X
from alertd.sources.youtube.form import KEYS as YOUTUBE
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.shapes import BAD, Reader


def _values(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if values["kind"] == "webhook" and not {"token", "secret"} & set(values):
        place = table.entries[0][0].place
        text = 'a webhook needs a "token": without one, anybody could post'
        reader.file.tell(place, "missing-key", text, 'token: "${INBOX_TOKEN}"')
        return BAD
    if "instance" in values:
        values["base_url"] = values.pop("instance")  # the source's own word for its server
    return values


def _form(kind: str, own: tuple[Key, ...]) -> Form:
    return Form(f"a source of kind {kind}", (*COMMON, *own), _values)


SOURCE_OPTIONS: dict[str, Form] = {
    kind: _form(kind, own)
    for kind, own in (
        ("x", X),
        ("reddit", REDDIT),
        ("bluesky", BLUESKY),
        ("mastodon", MASTODON),
        ("rss", RSS),
        ("hackernews", HACKERNEWS),
        ("webhook", WEBHOOK),
        ("jsonl", JSONL),
        ("counts", JSONL),
        ("youtube", YOUTUBE),
    )
}
