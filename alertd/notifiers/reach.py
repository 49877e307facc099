"""A provider that was never reached: nothing was sent, so the page is tried again and never marked as a possible repeat.

Each way to fail has its own sentence, for the one who reads it at night mends a proxy, a name, a certificate or a firewall.
"""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator

from alertd.errors import DeliveryError, Fault

_TUNNEL = re.compile(r"(?i)tunnel connection failed:? ?(\d{3})?")


def unreached(error: BaseException, whom: str = "the provider") -> DeliveryError:
    """Return the error of a connection that never stood; it names the proxy, the name, TLS or the refusal.

    >>> str(unreached(ConnectionRefusedError(111, "Connection refused")))
    'the provider could not be reached: it refuses connections'
    """
    return DeliveryError(f"{whom} could not be reached: {_why(error)}", fault=Fault.PROVIDER)


def proxy_refused(status: int) -> DeliveryError:
    """Return the error of a proxy that does not let us through."""
    return DeliveryError(f"the provider could not be reached: the proxy answered {status}", fault=Fault.PROVIDER)


def _why(error: BaseException) -> str:
    chain = list(_chain(error))
    for one in chain:
        if isinstance(one, ssl.SSLCertVerificationError):
            return f"its certificate is not valid ({one.verify_message or 'not trusted'})"
        if isinstance(one, ssl.SSLError):
            return "no encrypted connection (TLS) could be made"
        if isinstance(one, socket.gaierror):
            return "its name does not resolve (DNS)"
        if isinstance(one, ConnectionRefusedError):
            return "it refuses connections"
        if (found := _TUNNEL.search(str(one))) is not None:
            return f"the proxy answered {found[1]}" if found[1] else "the proxy did not let us through"
    if any(isinstance(one, OSError) and one.errno in (errno.EMFILE, errno.ENFILE) for one in chain):
        return "this machine lets alertd open no more files (LimitNOFILE)"
    names = {kind.__name__ for one in chain for kind in type(one).__mro__}
    if names & {"ProxyError", "ClientProxyConnectionError"}:
        return "the proxy does not answer"
    if names & {"NameResolutionError"}:
        return "its name does not resolve (DNS)"
    if names & {"TimeoutError", "ConnectTimeout", "ConnectTimeoutError", "ConnectionTimeoutError"}:
        return "no connection in time"
    return next((one.strerror for one in chain if isinstance(one, OSError) and one.strerror), "no connection")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Walk an error and what lies behind it: causes, contexts, and the errors that libraries keep as arguments."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = (
            one.__cause__,
            one.__context__,
            getattr(one, "reason", None),
            getattr(one, "os_error", None),
            *one.args,
        )
        waiting += [part for part in inner if isinstance(part, BaseException)]
