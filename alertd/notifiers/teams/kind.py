"""How a Teams workflow is written in the people file."""

from __future__ import annotations

from typing import Any

from alertd.notifiers.channel_keys import BASE_URL, URL, place_of_url, url_of
from alertd.notifiers.kind import Kind
from alertd.notifiers.limits import Limit
from alertd.yamlform.amounts import safe_url
from alertd.yamlform.nodes import Table
from alertd.yamlform.shapes import Reader
from alertd.yamlform.units import WrongUnitError


def check(table: Table, values: dict[str, Any], reader: Reader) -> bool:
    """Tell of an address that is no workflow's."""
    url = url_of(table, values, reader)
    if url is None:
        return False
    try:
        safe_url(url.replace("{to}", "to"))
    except WrongUnitError as error:
        reader.file.tell(
            place_of_url(table).place, "bad-value", "this is not the https address of a workflow", error.advice
        )
        return False
    return True


KIND = Kind(
    name="teams",
    maker="alertd.notifiers.teams.notifier:make",
    keys=(URL, BASE_URL),
    check=check,
    limit=lambda _: Limit(burst=4, every=1.0),  # four requests a second (Microsoft, 2026)
)
