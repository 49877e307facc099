"""Who may pass: nothing but health, signed links and what proves itself otherwise goes without a token.

A route is closed unless it says that it is open, so a route that forgets to say is safe. Reading needs a token that
reads, everything else one that responds, and what is marked so one of an administrator.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from alertd.web import hop, logins, request_fields, sessions
from alertd.web.guesses import UNGUESSABLE, Guesses
from alertd.web.mailed import Mailed
from alertd.web.refusals import Forbidden, TooBusy, Unauthorised
from alertd.web.scopes import Access, Scope
from alertd.web.sessions import Session, Sessions
from alertd.web.settings import BACKEND, CLOCK, SETTINGS

log = structlog.get_logger(__name__)

Route = Callable[[web.Request], Awaitable[web.StreamResponse]]

_NOBODY = "?"  # the address of who comes by a UNIX socket
GUESSES = web.AppKey("guesses", Guesses)
SESSIONS = web.AppKey("sessions", Sessions)
SESSION = web.RequestKey("session", Session)
COOKIE = web.RequestKey("cookie", str)
MAILED = web.AppKey("mailed", Mailed)
SCOPE = web.RequestKey("scope", Scope)  # of the token or session that opened a route


def open_to_all(route: Route) -> Route:
    """Mark a route that needs no token, because it shows nothing secret or checks its own proof."""
    route.is_open = True  # type: ignore[attr-defined]
    return route


def for_admins(route: Route) -> Route:
    """Mark a route that only an administrator's token opens."""
    route.scope = Scope.ADMIN  # type: ignore[attr-defined]
    return route


@web.middleware
async def gate(request: web.Request, handler: Route) -> web.StreamResponse:
    """Let a request pass that carries the token, a session, or goes to an open route."""
    route = request.match_info.handler
    if getattr(route, "is_open", False):
        return await handler(request)
    is_reading = request.method in ("GET", "HEAD")
    needed = getattr(route, "scope", Scope.READ if is_reading else Scope.RESPOND)
    if "Authorization" in request.headers:
        request[SCOPE] = bearer(request).scope
        _refuse_less(request[SCOPE], needed)
        return await handler(request)
    session, cookie = session_of(request), ""
    if session is None and is_reading:
        session, cookie = _by_header(request)
    if session is None:
        raise Unauthorised("This needs the token.")
    _refuse_less(session.scope, needed)
    request[SESSION], request[SCOPE] = session, session.scope
    request[COOKIE] = cookie or request.cookies[sessions.COOKIE]
    if not is_reading:
        await _check_form(request)
        log.info("page.acted", route=route.__name__, person=session.person, session=session.id)
    response = await handler(request)
    if cookie and not response.prepared:
        _give(request, response, cookie)
    return response


def _refuse_less(scope: Scope, needed: Scope) -> None:
    if scope < needed:
        raise Forbidden(f'This needs the scope "{needed.name.lower()}"; this token has "{scope.name.lower()}".')


def bearer(request: web.Request) -> Access:
    """Return what the request's token opens. Raises Unauthorised, TooBusy."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return access_of(request, given.strip() if scheme.lower() == "bearer" else "")


def access_of(request: web.Request, given: str) -> Access:
    """Return what a token opens. Raises Unauthorised for a wrong one, TooBusy for one guess too many."""
    right = next((one for one in request.app[SETTINGS].accesses if sessions.is_same(given, one.token)), None)
    wait = request.app[GUESSES].wait(address(request), request.app[CLOCK].now())
    if right is not None and (wait <= 0 or len(right.token) >= UNGUESSABLE):
        return right
    if right is None:
        failed(request)
        raise Unauthorised("This token is not the right one.")
    raise TooBusy(wait, "Too many wrong tokens from this address.")


def failed(request: web.Request, *, alone: bool = False) -> None:
    """Count a wrong secret. alone: what others guess locks nobody out of it. Raises TooBusy for one too many."""
    guesses, now = request.app[GUESSES], request.app[CLOCK].now()
    wait = guesses.wait(address(request), now, alone=alone)
    if wait > 0:
        raise TooBusy(wait, "Too many wrong tokens from this address.")
    guesses.failed(address(request), now, alone=alone)


def is_known(request: web.Request) -> bool:
    """Whether who asks at an open route has shown a token or session that reads; a wrong token counts as a guess."""
    if "Authorization" not in request.headers:
        return session_of(request) is not None
    try:
        bearer(request)
    except (Unauthorised, TooBusy):
        return False
    return True


def session_of(request: web.Request) -> Session | None:
    """Return the session of the request's cookie, None if there is none.

    Who signed in as a person, without a token, may do what that person may now, and nothing once they have left the people file.
    """
    cookie = request.cookies.get(sessions.COOKIE)
    if not cookie:
        return None
    app, settings = request.app, request.app[SETTINGS]
    found = app[SESSIONS].find(cookie, settings.accesses, app[CLOCK].now(), ways=settings.sign_in.ways)
    if found is None or found.way in ("", "once"):
        return found
    if found.person not in app[BACKEND].house().roster.people:
        return None
    if found.way == "header" and _told_by_proxy(request) != found.person:
        return None  # who signs out at the proxy, or in as somebody else, is not here as themselves any more
    return found.with_(scope=settings.sign_in.scope_of(found.person))


def _told_by_proxy(request: web.Request) -> str | None:
    """Return the person that a proxy says it is. Anybody can write the header: it counts from named addresses only."""
    about = request.app[SETTINGS].sign_in
    if not about.header or not _is_among(spoke(request), about.header_from):
        return None
    told = request.headers.getall(about.header, [])
    return logins.by_login(request.app[BACKEND].house(), told[0]) if len(told) == 1 else None


def _by_header(request: web.Request) -> tuple[Session | None, str]:
    """Begin a session for whom the proxy vouches; return it with its cookie."""
    person = _told_by_proxy(request)
    if person is None:
        return None, ""
    app = request.app
    access = Access(name="header", scope=app[SETTINGS].sign_in.scope_of(person), token="")
    now, browser = app[CLOCK].now(), request.headers.get("User-Agent", "")
    cookie = app[SESSIONS].begin(person, access, now, browser=browser, way="header")
    log.info("session.began", person=person, way="header", scope=access.scope.name.lower())
    return app[SESSIONS].find(cookie, (), now, ways=("header",)), cookie


def sign_in(request: web.Request, response: web.StreamResponse, person: str, access: Access, *, way: str = "") -> None:
    """Give the browser a session."""
    cookie = request.app[SESSIONS].begin(
        person, access, request.app[CLOCK].now(), browser=request.headers.get("User-Agent", ""), way=way
    )
    _give(request, response, cookie)


def _give(request: web.Request, response: web.StreamResponse, cookie: str) -> None:
    """Strict: no other site's link or form brings it along."""
    settings = request.app[SETTINGS]
    response.set_cookie(
        sessions.COOKIE,
        cookie,
        max_age=int(sessions.LASTS.total_seconds()),
        path=f"{settings.base}/",
        httponly=True,
        samesite="Strict",
        secure=settings.public_url.startswith("https:"),
    )


def sign_out(request: web.Request, response: web.StreamResponse) -> None:
    """End the session on our side too: a copy of its cookie is worth nothing from now on."""
    request.app[SESSIONS].end(request[SESSION].id)
    response.del_cookie(sessions.COOKIE, path=f"{request.app[SETTINGS].base}/")


def form_proof(request: web.Request) -> str:
    """Return the hidden value of our forms; "" for who came by token, and so needs none."""
    return sessions.form_proof(request[COOKIE]) if SESSION in request else ""


async def _check_form(request: web.Request) -> None:
    """Refuse what another site's page may have made this browser send.

    Programs bring the token; a cookie alone opens only our own forms, which carry a proof.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise Forbidden("A program needs the token, not a browser's cookie.")
    given = dict(await request_fields.form(request)).get("proof", "")
    if not sessions.is_same(given, form_proof(request)):
        raise Forbidden("This form is not ours, or you have signed in anew since: go back and try again.")


def address(request: web.Request) -> str:
    """Return who asks, for counting wrong tokens.

    X-Forwarded-For is what anybody may write: it counts only from a proxy that the settings name, and of its addresses
    the last one that is no such proxy itself. Of what another machine passes on, that machine has read it the same way.
    """
    settings = request.app[SETTINGS]
    if (passed := hop.hop_of(request, settings.api_token)) is not None:
        return passed.asks or request.remote or _NOBODY
    proxies = settings.proxies
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    at = spoke(request)
    # Behind a UNIX socket stands a proxy of this machine, or else all who come by it were one address.
    while hops and (at == _NOBODY or _is_among(at, proxies)):
        at = hops.pop()[:64]
    return line_of(at)


def line_of(address: str) -> str:
    """Return to what an address belongs that one customer of a provider has: of IPv6 that is a network of 2**64 of them.

    >>> line_of("2001:db8::17"), line_of("::ffff:192.0.2.7"), line_of("192.0.2.7"), line_of("?")
    ('2001:db8::/64', '192.0.2.7', '192.0.2.7', '?')
    """
    try:
        ours = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ours.version == 4:
        return address
    if ours.ipv4_mapped is not None:
        return str(ours.ipv4_mapped)
    return str(ipaddress.ip_network(f"{ours.exploded.partition('%')[0]}/64", strict=False))


def spoke(request: web.Request) -> str:
    """Return the address at the other end of the line that a request came by, also where another machine has passed it on."""
    passed = hop.hop_of(request, request.app[SETTINGS].api_token)
    return (request.remote or _NOBODY) if passed is None else passed.spoke


def _is_among(host: str, proxies: tuple[str, ...]) -> bool:
    try:
        ours = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(ours in ipaddress.ip_network(proxy, strict=False) for proxy in proxies)
