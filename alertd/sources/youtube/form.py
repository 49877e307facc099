"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import _HOST, EVERY, WORDS
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import SecretShape

KEYS = (
    _HOST,
    Key("api_key", SecretShape(), "a key with the data API switched on", is_required=True),
    Key("videos", WORDS, "videos whose comments are read", default="none"),
    Key("channels", WORDS, "channels whose newest videos are read", default="none"),
    Key("every", EVERY, "how often to look at each of them; each look costs quota", default="5m"),
)
