"""How a webhook is written in the people file."""

from __future__ import annotations

from typing import Any

from alertd.notifiers.channel_keys import BASE_URL, SECRET, URL, place_of_url, url_of
from alertd.notifiers.kind import Kind
from alertd.notifiers.limits import Limit
from alertd.yamlform.amounts import safe_url
from alertd.yamlform.nodes import Table
from alertd.yamlform.shapes import Reader
from alertd.yamlform.units import WrongUnitError


def check(table: Table, values: dict[str, Any], reader: Reader) -> bool:
    """Tell of a URL that is not https, nor of this machine."""
    url = url_of(table, values, reader)
    if url is None:
        return False
    try:
        safe_url(url.replace("{to}", "to"))
    except WrongUnitError as error:
        reader.file.tell(place_of_url(table).place, "bad-value", "this webhook's URL is not https", error.advice)
        return False
    return True


KIND = Kind(
    name="webhook",
    maker="alertd.notifiers.webhook.notifier:make",
    keys=(URL, SECRET, BASE_URL),
    check=check,
    limit=lambda _: Limit(burst=50, every=0.02),
)
