"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import _HOST, EVERY
from alertd.yamlform.forms import Key

KEYS = (_HOST, Key("every", EVERY, "how often to ask", default="1m"))
