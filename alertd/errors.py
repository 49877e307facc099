"""One tree of errors; each says who can act on it."""

from __future__ import annotations

import enum


class AlertdError(Exception):
    """Something went wrong in alertd."""


class ConfigurationError(AlertdError):
    """The settings, rules or people files are wrong; their author can act (exit 78)."""


class UsageError(AlertdError):
    """A command was called in a way it does not know; its caller can act (exit 2)."""


class InternalFault(AlertdError):  # noqa: N818 - a state of the program
    """Something that must not happen did; who makes alertd can act (exit 70)."""


class BadRecord(AlertdError):  # noqa: N818 - the field's word, read as a noun in the dead-letter table
    """A record that is no mention; its sender can act. Kept with its reason, stops nothing."""


class StoreError(AlertdError):
    """The store cannot take what it is given; the operator can act."""


class EventBroken(StoreError):  # noqa: N818 - a state of the disk
    """An event of the log is no event any more: the disk has changed its bytes. seq: its number."""

    def __init__(self, text: str, seq: int) -> None:
        super().__init__(text)
        self.seq = seq


class EventTooNew(StoreError):  # noqa: N818 - a state of the log
    """An event of the log is whole, and a newer alertd wrote it; the operator can install that one again. seq: its number."""

    def __init__(self, text: str, seq: int) -> None:
        super().__init__(text)
        self.seq = seq


class StoreUnavailable(StoreError):  # noqa: N818 - a state, not a fault of the program
    """No disk space, a read-only file or an I/O error: retried by itself until the operator has acted."""


class DiskUnavailable(StoreUnavailable):
    """It is this machine's own disk that takes nothing; the operator can make room, and another machine may have some."""


class StoreReplaced(StoreUnavailable):
    """Another file lies where the store was: a new start goes on with that one; nobody need act."""


class StoreBusy(StoreError):  # noqa: N818
    """Another daemon holds this store; the operator can stop it."""


class StoreHeld(StoreBusy):
    """Another daemon writes to this store on a server: this one waits and takes over when the other ends; nobody need act."""


class StoreTooNew(StoreError):  # noqa: N818
    """A newer alertd wrote this store; the operator can upgrade or restore the backup."""


class StoreDamaged(StoreError):  # noqa: N818 - a state of the file
    """The file holds something else than what was written; the operator can restore a backup."""


class ReaderKilled(AlertdError):  # noqa: N818 - what became of it
    """A process ended over a batch of posts, or took far too long: one of them may be why. It is read again with care; nobody need act."""


class LeaseError(AlertdError):
    """The place of the lease cannot be reached or keeps none; the operator can act, and until then nobody may page."""


class SourceError(AlertdError):
    """A platform refused or failed.

    permanent: only a change of settings helps. retry_after: seconds that it asked us to wait; None where that is no time.
    is_budget: money or a quota is used up, so operators must hear of it.
    """

    def __init__(
        self, message: str, *, permanent: bool = False, retry_after: float | None = None, is_budget: bool = False
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        # Trap: "nan" and "inf" are floats. A loop that sleeps for them loses the order of its timers, or never wakes.
        self.retry_after = retry_after if retry_after is not None and 0.0 <= retry_after < float("inf") else None
        self.is_budget = is_budget


class ScorerError(AlertdError):
    """A scorer failed; the default scorer stands in."""


class Fault(enum.StrEnum):
    """Whose fault a refused page is, as far as the provider's answer tells."""

    ADDRESS = "address"  #: this person's address is wrong or closed; everybody else's may be fine
    PROVIDER = "provider"  #: the provider, the way to it, or our account there: everybody on this channel meets it
    UNSURE = "unsure"  #: the answer would be the same for both (a bare 403 or 404)


class DeliveryError(AlertdError):
    """A provider did not take a page.

    permanent: another try cannot help (wrong number, revoked token): the next channel is tried at once. Where the fault is the
    provider's, or ours with it, it is tried on beside that: somebody may put it right.
    unknown: the provider may have taken it (time-out): it is sent again with the same id, marked.
    retry_after: seconds the provider asked us to wait, or None. fault: whose it is.
    may_have_arrived: it had all of the page, and what it answered refuses nothing by name: the next try says "possible repeat".
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        unknown: bool = False,
        retry_after: float | None = None,
        fault: Fault = Fault.UNSURE,
        may_have_arrived: bool = False,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.unknown = unknown
        self.retry_after = retry_after
        self.fault = fault
        self.may_have_arrived = may_have_arrived or unknown
