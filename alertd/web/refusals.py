"""Why the web says no: one class a status, so that a route raises and one place answers."""

from __future__ import annotations

from alertd.errors import AlertdError


class Refusal(AlertdError):  # noqa: N818 - a no, not a fault of the program
    """A request that is not done. status: the HTTP code; name: the reason for programs; the message is for people."""

    status = 400
    name = "BAD_REQUEST"


class Malformed(Refusal):
    """The body is not what it should be; its sender can act. reasons: every fault found, not only the first."""

    name = "MALFORMED"

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class Unauthorised(Refusal):
    """No token, or a wrong one."""

    status = 401
    name = "UNAUTHORISED"


class Forbidden(Refusal):
    """Known, yet not allowed: a foreign form, a forged signature, a number that is nobody's."""

    status = 403
    name = "FORBIDDEN"


class NotFound(Refusal):
    """There is no such thing."""

    status = 404
    name = "NOT_FOUND"


class UnknownSource(NotFound):
    """No webhook source of that name is in the settings."""

    name = "UNKNOWN_SOURCE"


class TooSlow(Refusal):
    """The body did not arrive in time."""

    status = 408
    name = "TOO_SLOW"


class Refused(Refusal):
    """The lifecycle of an incident, or of a post in the inbox, says no.

    reason: its name; the engine's "already-closed" is told as ALREADY_CLOSED. has: who has the post, "" where nobody does.
    """

    status = 409

    def __init__(self, reason: str, message: str = "", *, has: str = "") -> None:
        super().__init__(message or reason.replace("_", " ").replace("-", " ").capitalize() + ".")
        self.has = has
        self.name = reason.upper().replace("-", "_")


class Gone(Refusal):
    """A link that was good once: expired, of an earlier round, or of a solved incident. reader: whose link it was, where that is known."""

    status = 410
    name = "GONE"

    def __init__(self, text: str, *, reader: str = "") -> None:
        super().__init__(text)
        self.reader = reader


class TooLarge(Refusal):
    """The body is over the limit, also once unpacked."""

    status = 413
    name = "TOO_LARGE"


class UnknownPacking(Refusal):
    """The body is packed in a way we do not unpack."""

    status = 415
    name = "UNKNOWN_PACKING"


class TooBusy(Refusal):
    """Not now. retry_after: seconds to wait."""

    status = 429
    name = "TOO_BUSY"

    def __init__(self, retry_after: float, message: str = "Too many requests; try again later.") -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotYet(TooBusy):
    """The daemon is starting: what is asked for may be there in a moment, and a 404 would make its sender give up."""

    status = 503
    name = "STARTING"
