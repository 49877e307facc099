"""Pages by Apprise (2.2): Slack, e-mail, text messages and two hundred services more, by one URL each."""

from __future__ import annotations

import re
import smtplib
import threading
import warnings
from typing import Any
from urllib.parse import unquote

from alertd.blocking.threads import Lines
from alertd.errors import ConfigurationError, DeliveryError, Fault
from alertd.model.page import Page, PageKind
from alertd.model.rule import Severity
from alertd.notifiers import addresses
from alertd.notifiers.apprise import hosts, mail, schemes, slack_message, verdicts, wire
from alertd.notifiers.chat_text import calmed
from alertd.notifiers.kind import ChannelSetting
from alertd.ports import Delivery

#: One of these has the shape of an address that the service knows; used only to check a URL, never sent to.
_SAMPLES = ("#alertd", "+15555550100", "alertd@example.org", "@alertd")

_loading = threading.Lock()

_MAIL = frozenset({"mailto", "mailtos"})
_EXACT = frozenset({"json", "jsons", "xml", "xmls", "form", "forms"})


class AppriseNotifier:
    """One Apprise plug-in object per page and target, called in a thread of our own.

    What Apprise would do around a plug-in is ours: no retry, no throttle that sleeps, no shared pool of six threads in
    which six hanging services stop everybody (measured: 7.7 s for a healthy page; here 3 ms).

    url: template, `{to}` stands for the person's address. base_url: https or loopback, in place of the service's host.
    is_sms: the text is already fitted to segments, and there is no title. deadline: seconds.
    """

    kind = "apprise"

    def __init__(
        self, name: str, url: str, *, base_url: str | None = None, is_sms: bool = False, deadline: float = 10.0
    ) -> None:
        self._name = name
        self._url = url.strip()
        self._scheme = schemes.scheme_of(url, name)
        self._base = addresses.checked_base(base_url, f"base_url of channel {name!r}") if base_url else None
        self._is_sms = is_sms
        self._deadline = deadline
        self._lines = Lines(f"send-{name}")

    def prepare(self) -> None:
        """Load Apprise in the background, so that the first page does not wait for it."""
        threading.Thread(target=_load, name="load-apprise", daemon=True).start()

    def verify(self) -> None:
        """Load Apprise and check the whole URL; sends nothing. Raises ConfigurationError, which holds no secret."""
        self._checked()

    def sign_in(self) -> str:
        """Let a mail server say whether it takes us; for other services as `verify`. Sends nothing. Raises ConfigurationError.

        Return what was done ("connected to smtp.example.org:587 and signed in"), empty where nothing was connected to.
        """
        plugin = self._checked()
        if not mail.is_ours(plugin):
            return ""
        with wire.listening() as heard:
            try:
                return mail.try_login(plugin)
            except (OSError, smtplib.SMTPException) as error:
                if heard.last is None:
                    heard.events.append(error)
                raise ConfigurationError(f"channel {self._name!r}: {verdicts.failure(heard)}") from None

    def _checked(self) -> Any:
        """Return the plug-in for an address of any shape that it takes."""
        _load()
        reasons = []
        for sample in _SAMPLES:
            try:
                with wire.listening():
                    return self._plugin(sample)
            except (DeliveryError, ConfigurationError) as error:
                reasons.append(str(error))
        raise ConfigurationError(f"channel {self._name!r}: {reasons[0]}")

    async def send(self, delivery: Delivery) -> str | None:
        """Send; return the provider's id if it gave one. Raises DeliveryError, `unknown` at the deadline."""
        await self._lines.call(_load, deadline=60.0)
        return await self._lines.call(lambda: self._send(delivery), deadline=self._deadline)

    def _send(self, delivery: Delivery) -> str | None:
        with wire.listening() as heard:
            try:
                plugin = self._plugin(delivery.page.to_address)
            except ConfigurationError as error:
                raise DeliveryError(str(error), permanent=True, fault=Fault.PROVIDER) from None
            if mail.is_ours(plugin):
                if not mail.send(plugin, delivery, is_plain="format=text" in self._url):
                    raise verdicts.failure(heard)
                return None
            if slack_message.is_slack(plugin):
                slack_message.dress_slack(plugin, delivery)
            taken = plugin.notify(
                body=self._calmed(self._body(delivery)),
                title="" if self._is_sms else self._calmed(delivery.title),
                notify_type=_colour(delivery.page),
                body_format="text",
                # Our text messages are fitted to segments; Apprise would cut them at 160 letters, through the link.
                overflow="upstream" if self._is_sms or "overflow=" in self._url else "split",
            )
        if not taken:
            raise verdicts.failure(heard)
        return verdicts.provider_id(heard)

    def _body(self, delivery: Delivery) -> str:
        """Return the text without its first line where that is the title, which the service shows by itself."""
        first, _, rest = delivery.text.partition("\n")
        return rest if first == delivery.title and rest and self._scheme not in _EXACT else delivery.text

    def _calmed(self, text: str) -> str:
        return text if self._is_sms or self._scheme in _MAIL | _EXACT else calmed(text)

    def _plugin(self, to: str) -> Any:
        """Return a fresh plug-in object for one target. Raises ConfigurationError or DeliveryError (bad address)."""
        from apprise import Apprise, AppriseAsset

        url = addresses.filled(self._url, to)
        asset = AppriseAsset(
            app_id="alertd", app_desc="alertd", app_url="", image_url_mask="", image_url_logo="", http_redirects=False
        )
        try:
            plugin = Apprise.instantiate(url, asset=asset, suppress_exceptions=False)
        except Exception as error:  # noqa: BLE001 - translated at the edge that met it
            # Plug-ins raise what they like for a bad URL; each means that only new settings help.
            raise ConfigurationError(f"Apprise does not take this URL: {_masked(str(error), url)}") from None
        if plugin is None:
            raise ConfigurationError(f"Apprise does not take this {self._scheme}:// URL")
        if addresses.PLACE in self._url and not _targets(plugin):
            # Some plug-ins drop an address that they do not like and send to the sender's own number instead.
            raise DeliveryError("this address is not valid for this service", permanent=True, fault=Fault.ADDRESS)
        self._tame(plugin)
        if self._base:
            hosts.move(plugin, self._base, self._name)
        return plugin

    def _tame(self, plugin: Any) -> None:
        """Take away what sleeps and what repeats, and give it our patience unless the URL asks for another."""
        plugin.request_rate_per_sec = 0
        plugin.service_retry = 0
        if "rto=" not in self._url:
            # Apprise gives up reading after 4 s; a provider that answers after 5 s has taken the page all the same.
            plugin.socket_read_timeout = self._deadline
        if "cto=" not in self._url:
            # Mail uses this one for all its waiting, so it is shortened only for HTTP.
            plugin.socket_connect_timeout = self._deadline if self._scheme in _MAIL else min(self._deadline, 5.0)


def make(channel: ChannelSetting) -> AppriseNotifier:
    """Return the notifier of a channel. Raises ConfigurationError."""
    return AppriseNotifier(
        channel.name, channel.url, base_url=channel.base_url, is_sms=channel.max_segments is not None
    )


def _colour(page: Page) -> str:
    """Return Apprise's word for how bad it is; services show it as a colour or a sign."""
    if page.kind is PageKind.RESOLVED:
        return "success"
    return {Severity.CRISIS: "failure", Severity.URGENT: "warning"}.get(page.severity, "info")


def _targets(plugin: Any) -> bool:
    """Return whether a plug-in kept somebody to send to; True where it keeps no list."""
    kept = getattr(plugin, "targets", True)
    return bool(kept)


def _load() -> None:
    """Import Apprise and its 200 plug-ins: 0.3 to 1.8 s, once."""
    with _loading, warnings.catch_warnings():
        # Its mail plug-in imports a module that Python 3.13 drops, and says so on every start.
        warnings.simplefilter("ignore", DeprecationWarning)
        from apprise.plugins import N_MGR

        N_MGR.schemas()  # type: ignore[no-untyped-call]


def _masked(text: str, url: str) -> str:
    """Return a plug-in's complaint without any part of the URL that could be a secret."""
    pieces = {piece for part in (url, unquote(url)) for piece in re.split(r"[:/@?&=+\s]+", part) if len(piece) > 2}
    for piece in sorted(pieces, key=len, reverse=True):
        text = text.replace(piece, "***")
    return text
