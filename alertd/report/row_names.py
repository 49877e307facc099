"""What people call the rows of a report: a brand by its title, a platform and a language by their names. Programs keep the short ones. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from alertd.core.wording.languages.tongues import tongue
from alertd.core.wording.platforms import PLATFORMS
from alertd.report.render import Called
from alertd.report.response import WEEKDAYS

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def called(group: str, name: str, titles: Mapping[str, str]) -> Called:
    """Return the name of a row with what people call it. group: what the row is of. titles: of watches that have one.

    >>> called("language", "tr", {}).text, called("hour", "03", {}).text, called("watch", "acme", {"acme": "Acme Kettles"}).text
    ('Turkish', '03:00', 'Acme Kettles')
    """
    return Called(name, _text(group, name, titles))


def _text(group: str, name: str, titles: Mapping[str, str]) -> str:
    match group:
        case "watch":
            return titles.get(name, name)
        case "platform":
            return PLATFORMS.get(name, name)
        case "language":
            return "unknown" if name == "und" else tongue("en", name)
        case "weekday" if name in WEEKDAYS:
            return _DAYS[WEEKDAYS.index(name)]
        case "hour":
            return f"{name}:00"
        case _:
            return name
