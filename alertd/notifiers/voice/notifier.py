"""Pages by a phone call (Twilio's voice API, 2026): it rings, reads the page in the person's language and takes a key.

The words go along with the call, so that it speaks also when our own address cannot be reached; the key comes to that address.
"""

from __future__ import annotations

import base64
from urllib.parse import quote, urlencode

from alertd.blocking.threads import Lines
from alertd.errors import DeliveryError, Fault
from alertd.notifiers import addresses, http_call
from alertd.notifiers.kind import ChannelSetting
from alertd.notifiers.page_parts import ASKS
from alertd.notifiers.voice import speech
from alertd.notifiers.voice.call_words import call_words
from alertd.ports import Delivery

HOST = "https://api.twilio.com"
_RINGS = 30  # seconds; then a mailbox would answer
_LONGEST = 4_000  # characters that Twilio takes along


class Voice:
    """account, token: of Twilio. caller: our number. answers_at: our public address, "" where keys are not heard."""

    kind = "voice"

    def __init__(
        self,
        name: str,
        account: str,
        token: str,
        caller: str,
        *,
        base_url: str | None = None,
        answers_at: str = "",
        deadline: float = 10.0,
    ) -> None:
        self._base = addresses.checked_base(base_url or HOST, f"base_url of channel {name!r}")
        self._account = account.strip()
        self._login = base64.b64encode(f"{account.strip()}:{token.strip()}".encode()).decode()
        self._caller = caller.strip()
        self._answers_at = answers_at.rstrip("/")
        self._deadline = deadline
        self._lines = Lines(f"resolve-{name}")

    async def send(self, delivery: Delivery) -> str | None:
        """Call; return the call's id. Raises DeliveryError."""
        number = delivery.page.to_address.strip()
        if not number:
            raise DeliveryError("this person has no address on this channel", permanent=True, fault=Fault.ADDRESS)
        form = {"To": number, "From": self._caller, "Twiml": self.words(delivery), "Timeout": str(_RINGS)}
        if self._answers_at:
            form["StatusCallback"] = f"{self._answers_at}/hooks/delivery?page={quote(delivery.page.page_id, safe='')}"
        got = await http_call.post(
            f"{self._base}/2010-04-01/Accounts/{quote(self._account, safe='')}/Calls.json",
            urlencode(form).encode(),
            {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {self._login}"},
            lines=self._lines,
            deadline=self._deadline,
        )
        said = got.json()
        if not got.is_taken:
            raise got.refusal(str(said.get("message", "")), str(said.get("code", "")))
        return str(said["sid"]) if isinstance(said.get("sid"), str) else None

    def words(self, delivery: Delivery) -> str:
        """Return what the call says, in Twilio's markup."""
        page, words = delivery.page, call_words(delivery.page.language)
        is_asking = bool(self._answers_at) and page.incident is not None and page.kind in ASKS
        answer_at = (
            f"{self._answers_at}/hooks/voice?incident={quote(page.incident or '', safe='')}" if is_asking else ""
        )
        text = speech.spoken(delivery)
        made = speech.call(text, page.language, ask=words["press"], nothing=words["nothing"], answer_at=answer_at)
        while len(made) > _LONGEST:
            text = text[: len(text) * 3 // 4]
            made = speech.call(text, page.language, ask=words["press"], nothing=words["nothing"], answer_at=answer_at)
        return made


def make(channel: ChannelSetting) -> Voice:
    """Return the notifier of a channel. Raises ConfigurationError."""
    options = channel.options
    return Voice(
        channel.name,
        options["account"],
        options["token"],
        options["from"],
        base_url=channel.base_url,
        answers_at=str(options.get("answers") or ""),
    )
