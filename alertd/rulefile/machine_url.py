"""The settings' `machine_url`: how another machine over the same store reaches this one, to pass on what it is asked while it waits."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from alertd.yamlform import amounts
from alertd.yamlform.nodes import Node, Text
from alertd.yamlform.shapes import Reader, Scalar
from alertd.yamlform.units import WrongUnitError


def machine_url(raw: str) -> str:
    """Read it: scheme, host and port alone. Plain http is for this machine, and for a number of a private network.

    >>> machine_url("https://a.example.org/"), machine_url("http://10.0.0.1:8321")
    ('https://a.example.org', 'http://10.0.0.1:8321')
    >>> machine_url("http://a.example.org:8321")
    Traceback (most recent call last):
    ...
    alertd.yamlform.units.WrongUnitError: "http://a.example.org:8321" is not https; did you mean "https://a.example.org:8321"?
    """
    try:
        parts = urlsplit(raw)
        is_inside = parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_private
    except ValueError:
        is_inside = False
    if not is_inside:
        parts = urlsplit(amounts.safe_url(raw))
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise WrongUnitError(
            f'"{raw}" is more than a machine', "write https://host or https://host:port and nothing else"
        )
    return f"{parts.scheme}://{parts.netloc}"


class _MachineUrl(Scalar):
    """It differs on each machine, so it often stands in a variable; who only looks at the files needs none."""

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        return "" if isinstance(node, Text) and reader.is_unread(node) else super().read(node, reader)


MACHINE_URL = _MachineUrl("a machine's URL", machine_url, example="https://a.example.org:8321")
