"""The wire: one way to ask a server over HTTPS, with limits, the user's proxy and readable errors."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import aiohttp

from alertd import __version__
from alertd.blocking.waiting import within
from alertd.errors import ConfigurationError, SourceError
from alertd.ports import Clock
from alertd.sources.inward import InwardError, OutwardResolver, hosts_of, is_inward

AGENT = f"alertd/{__version__} (brand alerting daemon)"
MAX_LINE = 2 * 1024 * 1024
MAX_BODY = 16 * 1024 * 1024
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def checked_url(url: str, *, setting: str = "base_url", schemes: tuple[str, str] = ("https", "http")) -> str:
    """Return `url` without its last slash, if it is https, or plain and of this machine.

    >>> checked_url("http://127.0.0.1:8080/")
    'http://127.0.0.1:8080'
    >>> checked_url("http://example.org")
    Traceback (most recent call last):
    ...
    alertd.errors.ConfigurationError: base_url: http://example.org is not https (plain http is only for this machine)
    """
    secure, plain = schemes
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise ConfigurationError(f"{setting}: this is no address") from None
    if not host or parts.scheme not in schemes:
        raise ConfigurationError(f"{setting}: {masked(url)} is no {secure} address")
    if parts.username or parts.password:
        raise ConfigurationError(f"{setting}: an address must not carry a user name or password")
    if parts.scheme == plain and host not in LOOPBACK:
        raise ConfigurationError(f"{setting}: {masked(url)} is not {secure} (plain {plain} is only for this machine)")
    return url.rstrip("/")


def masked(url: str) -> str:
    """Return an address as it may be shown: the path and what is behind it may hold a key.

    >>> masked("https://example.org/feed?key=abc"), masked("http://example.org"), masked("javascript:alert(1)")
    ('https://example.org/…', 'http://example.org', 'javascript:…')
    """
    scheme, colon, rest = url.partition(":")
    host, slash, _ = rest.removeprefix("//").partition("/")
    host, question, _ = host.partition("?")
    host = host.rpartition("@")[2]
    if not rest.startswith("//"):
        return f"{scheme[:20]}{colon}…"
    return f"{scheme[:20]}://{host[:100]}" + ("/…" if slash or question else "")


class RedirectedError(aiohttp.ClientError):
    """A server sent us on where nobody looks at the address first (a websocket, a stream)."""


async def _stay(_session: aiohttp.ClientSession, _context: object, _told: aiohttp.TraceRequestRedirectParams) -> None:
    raise RedirectedError


def open_session(*written: str) -> aiohttp.ClientSession:
    """Open a session that honours HTTPS_PROXY, keeps no cookies, cuts lines at 2 MB and follows no name inward and no redirect.

    `fetch` follows redirects, each checked anew.

    written: addresses or hosts that the operator wrote, which may lead inward (a relay, a bridge, a test).
    aiohttp raises LineTooLong at twice `read_bufsize`; total time-outs are ours, by the clock.
    """
    staying = aiohttp.TraceConfig()
    staying.on_request_redirect.append(_stay)
    return aiohttp.ClientSession(
        trace_configs=[staying],
        connector=aiohttp.TCPConnector(resolver=OutwardResolver(hosts_of(written))),
        trust_env=True,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": AGENT},
        read_bufsize=MAX_LINE // 2,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=20.0),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer of a server: what it said, and from where."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


async def read_bounded(answer: aiohttp.ClientResponse, limit: int = MAX_BODY) -> bytes:
    """Read a body, but never more than `limit` unpacked bytes: a small packed body may be endless."""
    parts: list[bytes] = []
    size = 0
    async for part in answer.content.iter_chunked(65_536):
        size += len(part)
        if size > limit:
            raise SourceError(f"{answer.url.host} sent more than {limit // 1024} kB")
        parts.append(part)
    return b"".join(parts)


async def fetch(
    session: aiohttp.ClientSession,
    clock: Clock,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    limit: int = MAX_BODY,
    seconds: float = 30.0,
    redirects: int = 0,
    allowed: Collection[str] = (),
) -> Answer:
    """GET `url` and return the whole answer, whatever its status. Raises SourceError when there is none.

    redirects: how many to follow; each target is checked anew, and headers are sent only to the first host, since they may
    carry a token. allowed: hosts to which a redirect may lead although they are of this machine or its network.
    """
    try:
        for _ in range(redirects + 1):
            answer = await within(clock, seconds, _get(session, url, params, headers, limit))
            target = answer.headers.get("Location")
            if answer.status not in {301, 302, 303, 307, 308} or not target or not redirects:
                return answer
            moved = _moved(url, answer.url, target, allowed)
            if urlsplit(moved).netloc != urlsplit(url).netloc:
                headers = None
            url, params = moved, None
        raise SourceError(f"{host_of(url)} redirects too often")
    except ConfigurationError as error:
        raise SourceError(str(error)) from None
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise SourceError(sentence(error, url)) from None


def _moved(url: str, answered: str, target: str, allowed: Collection[str]) -> str:
    """Return where a redirect leads. Raises ConfigurationError for where it may not: it is a stranger's word."""
    try:
        moved = urljoin(answered, target)
        parts = urlsplit(moved)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ConfigurationError("redirect: this is no address") from None
    if parts.scheme != "http" or urlsplit(url).scheme == "https":
        checked_url(moved, setting="redirect")  # never from https back to plain http
    if parts.username or parts.password:
        raise ConfigurationError("redirect: an address must not carry a user name or password")
    if (host in LOOPBACK or is_inward(host)) and host not in allowed:
        raise ConfigurationError(f"redirect: {host_of(moved)} is this machine or its network; allow_hosts may allow it")
    return moved


async def _get(
    session: aiohttp.ClientSession,
    url: str,
    params: Mapping[str, str] | None,
    headers: Mapping[str, str] | None,
    limit: int,
) -> Answer:
    async with session.get(url, params=params, headers=headers, allow_redirects=False) as answer:
        body = await read_bounded(answer, limit)
        return Answer(status=answer.status, headers=answer.headers, body=body, url=str(answer.url))


def host_of(url: str) -> str:
    """Return the host (and port) of an address: what may stand in a message; the rest may hold a secret."""
    return masked(url if "//" in url else f"//{url}").partition("//")[2].partition("/")[0]


def sentence(error: BaseException, url: str) -> str:
    """Say in one sentence why nothing came from `url`, without showing more of it than its host."""
    host = host_of(url)
    match error:
        case InwardError():
            return str(error)
        case aiohttp.ClientConnectorDNSError() if isinstance(error.os_error, InwardError):
            return str(error.os_error)
        case RedirectedError():
            return f"{host} redirects, which is not followed here"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return f"{host} shows a certificate that is not trusted"
        case aiohttp.ClientProxyConnectionError():
            return f"the proxy (HTTPS_PROXY) cannot be reached on the way to {host}"
        case aiohttp.ClientConnectorDNSError():
            return f"{host} is not a known host, or there is no name service"
        case aiohttp.ClientConnectorError():
            return f"{host} cannot be reached ({error.strerror or 'connection failed'})"
        case TimeoutError():
            return f"{host} did not answer in time"
        case aiohttp.ClientResponseError():
            return f"{host} answered something that is not HTTP"
        case _:
            return f"the connection to {host} broke ({type(error).__name__})"


def refusal(status: int, host: str, *, credential: str) -> SourceError:
    """Say what a refusing status means; 401 and 403 only new settings can cure."""
    if status == 401:
        return SourceError(f"{host} does not accept the {credential} (401)", permanent=True)
    if status == 403:
        return SourceError(f"{host} does not allow this with the {credential} given (403)", permanent=True)
    if status == 404:
        return SourceError(f"{host} does not know this address (404); check base_url", permanent=True)
    return SourceError(f"{host} answered {status}")
