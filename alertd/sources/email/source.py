"""E-mail: the mails of news alerts in one mailbox, read by IMAP and left as they are. imap-tools asks, in a thread of its own.

Who may write into the mailbox may bring mentions: give alerts an address of its own, which nobody else knows.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from alertd.blocking.threads import Errands
from alertd.errors import ConfigurationError, SourceError
from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Batch, Clock, Reject
from alertd.sources.email.alerts import Letter, posts
from alertd.sources.funnel import Funnel, Haul
from alertd.sources.pace import Recent
from alertd.sources.poll import forever
from alertd.sources.sift import refused
from alertd.sources.wire import checked_url

if TYPE_CHECKING:
    from imap_tools import BaseMailBox, MailMessage

T = TypeVar("T")
SECONDS = 30.0  #: for one answer of the server
LARGEST = 2_000_000  #: bytes of a mail; larger ones are left alone
AT_ONCE = 200  #: mails of one look
LATE = timedelta(minutes=45)
#: Who sends the alerts that are read.
SENDERS = ("googlealerts-noreply@google.com", "alerts@talkwalker.com", "talkwalker-alerts@talkwalker.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailOptions:
    """host, user, password: of the mailbox, over TLS. folder: in which the alerts lie. senders: whose mails are alerts.

    every: seconds between two looks. base_url: imaps://host:port in place of host; plain imap:// is for this machine only.
    """

    user: str
    password: str = field(repr=False)
    host: str = ""
    folder: str = "INBOX"
    senders: tuple[str, ...] = SENDERS
    every: float = 120.0
    base_url: str | None = None

    def server(self) -> tuple[str, int, bool]:
        """Return (host, port, whether by TLS). Raises ConfigurationError."""
        if not (self.host or self.base_url):
            raise ConfigurationError('email: "host" is needed, such as imap.example.org')
        url = checked_url(self.base_url or f"imaps://{self.host}", schemes=("imaps", "imap"))
        parts = urlsplit(url)
        return parts.hostname or "", parts.port or 993, parts.scheme == "imaps"


class Email:
    """The articles that the alerts in one mailbox list."""

    kind = "email"

    def __init__(self, options: EmailOptions, *, name: str, watches: tuple[Watch, ...], clock: Clock) -> None:
        del watches  # which articles are about one is looked for after reading, as everywhere
        options.server()
        self.name = name
        self._options = options
        self._clock = clock

    async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield the articles of mails from `cursor` on; those of the last day if there is none."""
        funnel = Funnel(self._clock, cursor)
        errands = Errands(f"imap-{self.name}")
        known = Recent(limit=5_000)
        mark = f"uid {self._options.folder}"

        async def look(*, is_late: bool) -> int:
            seen, now = _place(funnel.mark(mark)), self._clock.now()
            place, mails = await errands.ask(lambda: fetched(self._options, seen, now))
            found: list[Post] = []
            rejects: list[Reject] = []
            for mail in mails:
                for post, fault in read(mail, now, platform=self.kind):
                    if post is not None and known.is_new(post.id):
                        is_filled = is_late and now - post.created_at > LATE
                        found.append(post.with_(is_filled=is_filled))
                    elif fault is not None:
                        rejects += refused(fault, f"mail {mail.uid}", known)
            await funnel.put(Haul(records=tuple(found), rejects=tuple(rejects), marks={mark: list(place)}))
            return len(found)

        batches = funnel.batches(
            {"mailbox": lambda: forever(funnel, self._clock, "mailbox", every=self._options.every, look=look)}
        )
        try:
            async for batch in batches:
                yield batch
        finally:
            errands.close()
            await batches.aclose()


Place = tuple[int, int]  #: the folder's UIDVALIDITY, and the highest UID that was read


def _place(mark: Any) -> Place | None:
    match mark:
        case [int() as validity, int() as uid]:
            return validity, uid
    return None


def fetched(options: EmailOptions, seen: Place | None, now: datetime) -> tuple[Place, list[MailMessage]]:
    """Return how far the folder was read, and its new mails of the senders, oldest first. Raises SourceError. It blocks."""
    return _asked(options, lambda box: _new(box, options, seen, now))


def _asked(options: EmailOptions, question: Callable[[BaseMailBox], T]) -> T:
    from imap_tools import MailBox, MailboxFolderSelectError, MailboxLoginError, MailBoxUnencrypted

    host, port, is_safe = options.server()
    try:
        # Without a context of ours imaplib trusts any certificate.
        box: BaseMailBox = (
            MailBox(host, port, timeout=SECONDS, ssl_context=ssl.create_default_context())
            if is_safe
            else MailBoxUnencrypted(host, port, timeout=SECONDS)
        )
        try:
            box.login(options.user, options.password, initial_folder=None)
            box.folder.set(options.folder, readonly=True)
            return question(box)
        finally:
            _leave(box)
    except MailboxLoginError:
        raise SourceError(f"{host} does not accept user and password", permanent=True) from None
    except MailboxFolderSelectError:
        raise SourceError(f'{host} has no folder "{options.folder}"', permanent=True) from None
    except ssl.SSLCertVerificationError:
        raise SourceError(f"{host} shows a certificate that is not trusted") from None
    except TimeoutError:
        raise SourceError(f"{host} did not answer in time") from None
    except SourceError:
        raise
    except Exception as error:  # noqa: BLE001 - the edge: a mail server's odd answer has as many types as imaplib has
        raise SourceError(f"{host} cannot be read ({type(error).__name__})") from None


def _leave(box: BaseMailBox) -> None:
    with contextlib.suppress(Exception):  # whatever it says, we are gone, and the fault before matters
        box.logout()
    with contextlib.suppress(Exception):
        box.client.shutdown()


def _new(box: BaseMailBox, options: EmailOptions, seen: Place | None, now: datetime) -> tuple[Place, list[MailMessage]]:
    from imap_tools import AND, OR, UidRange

    status = box.folder.status(options.folder, ["UIDVALIDITY", "UIDNEXT"])
    validity, last = status["UIDVALIDITY"], status["UIDNEXT"] - 1
    senders: Any = OR(from_=list(options.senders)) if len(options.senders) > 1 else AND(from_=options.senders[0])
    if seen is None or seen[0] != validity:  # a new folder, or one whose mails were numbered anew
        criteria = AND(senders, date_gte=(now - timedelta(days=1)).date(), size_lt=LARGEST)
        after = 0
    elif seen[1] >= last:
        return (validity, last), []
    else:
        after = seen[1]
        criteria = AND(senders, uid=UidRange(str(after + 1), "*"), size_lt=LARGEST)
    mails = [
        mail for mail in box.fetch(criteria, mark_seen=False, limit=AT_ONCE, bulk=False) if int(mail.uid or 0) > after
    ]
    if len(mails) >= AT_ONCE:  # the rest is of the next look
        last = max(int(mail.uid or 0) for mail in mails)
    return (validity, last), mails


def read(mail: MailMessage, now: datetime, *, platform: str) -> list[tuple[Post | None, Exception | None]]:
    """Return the articles of one mail, or the one fault that kept it from being read."""
    try:
        return [(post, None) for post in posts(letter(mail, now), platform=platform)]
    except Exception as error:  # noqa: BLE001 - the edge: a stranger's mail, which costs only itself
        return [(None, error)]


def letter(mail: MailMessage, now: datetime) -> Letter:
    """Return what is read of a mail; one whose date has no zone, or is to come, was sent now."""
    sent = mail.date
    is_known = sent.tzinfo is not None and 2000 < sent.year < 2200
    return Letter(
        subject=" ".join(mail.subject.split()),
        sender=mail.from_,
        html=mail.html,
        text=mail.text,
        sent_at=min(sent.astimezone(UTC), now) if is_known else now,
    )


async def check_online(options: EmailOptions, watches: tuple[Watch, ...] = (), *, clock: Clock) -> list[str]:
    """Return a sentence if the mailbox cannot be opened."""
    del watches
    errands = Errands("imap-check")
    try:
        await errands.ask(lambda: fetched(options, None, clock.now()))
    except SourceError as error:
        return [str(error)]
    finally:
        errands.close()
    return []
