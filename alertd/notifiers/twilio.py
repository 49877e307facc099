"""An account at Twilio, which sends messages and makes calls alike (https://www.twilio.com/docs/usage/api, 2026).

What it answers says only that Twilio has the order. What became of it is told later, to the address that goes along.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from alertd.blocking.threads import Lines
from alertd.errors import DeliveryError, Fault
from alertd.notifiers import addresses, http_call
from alertd.ports import Delivery

HOST = "https://api.twilio.com"


class Account:
    """name: of our channel. account, token: Twilio's. heard_at: our public address, "" where nothing is heard. deadline: seconds."""

    def __init__(
        self, name: str, account: str, token: str, *, base_url: str | None, heard_at: str, deadline: float
    ) -> None:
        base = addresses.checked_base(base_url or HOST, f"base_url of channel {name!r}")
        self._root = f"{base}/2010-04-01/Accounts/{quote(account.strip(), safe='')}"
        self._login = base64.b64encode(f"{account.strip()}:{token.strip()}".encode()).decode()
        self._heard_at = heard_at.rstrip("/")
        self._deadline = deadline
        self._lines = Lines(f"resolve-{name}")

    async def order(self, resource: str, delivery: Delivery, form: Mapping[str, str]) -> str | None:
        """Order what a form says for a page's number, from "Messages" or "Calls"; return its id. Raises DeliveryError."""
        number = delivery.page.to_address.strip()
        if not number:
            raise DeliveryError("this person has no address on this channel", permanent=True, fault=Fault.ADDRESS)
        told = {"To": number, **form}
        if self._heard_at:
            told["StatusCallback"] = f"{self._heard_at}/hooks/delivery?page={quote(delivery.page.page_id, safe='')}"
        got = await http_call.post(
            f"{self._root}/{resource}.json",
            urlencode(told).encode(),
            {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {self._login}"},
            lines=self._lines,
            deadline=self._deadline,
        )
        said = got.json()
        if not got.is_taken:
            raise got.refusal(str(said.get("message", "")), str(said.get("code", "")))
        return str(said["sid"]) if isinstance(said.get("sid"), str) else None
