"""Pages by a phone call (Twilio's voice API, 2026): it rings, reads the page in the person's language and takes a key.

The words go along with the call, so that it speaks also when our own address cannot be reached; the key comes to that address.
"""

from __future__ import annotations

from urllib.parse import quote

from alertd.notifiers.kind import ChannelSetting
from alertd.notifiers.page_parts import may_be_taken
from alertd.notifiers.twilio import Account
from alertd.notifiers.voice import speech
from alertd.notifiers.voice.call_words import call_words
from alertd.ports import Delivery

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
        self._twilio = Account(name, account, token, base_url=base_url, heard_at=answers_at, deadline=deadline)
        self._caller = caller.strip()
        self._answers_at = answers_at.rstrip("/")

    async def send(self, delivery: Delivery) -> str | None:
        """Call; return the call's id. Raises DeliveryError."""
        form = {"From": self._caller, "Twiml": self.words(delivery), "Timeout": str(_RINGS)}
        return await self._twilio.order("Calls", delivery, form)

    def words(self, delivery: Delivery) -> str:
        """Return what the call says, in Twilio's markup."""
        page, words = delivery.page, call_words(delivery.page.language)
        is_asking = bool(self._answers_at) and page.incident is not None and may_be_taken(page)
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
