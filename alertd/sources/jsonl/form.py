"""How this source is written in the settings."""

from __future__ import annotations

from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import TEXT
from alertd.yamlform.shapes import YES_NO

KEYS = (
    Key("path", TEXT, "the file, or - for standard input", is_required=True),
    Key("follow", YES_NO, "true: wait for more lines", default="false"),
)
