"""Who may pass: nothing but health, signed links and what proves itself otherwise goes without the token.

A route is closed unless it says that it is open, so a route that forgets to say is safe.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from alertd.web import request_fields, sessions
from alertd.web.refusals import Forbidden, TooBusy, Unauthorised
from alertd.web.sessions import Session
from alertd.web.settings import CLOCK, SETTINGS

Route = Callable[[web.Request], Awaitable[web.StreamResponse]]

GUESSES = web.AppKey("guesses", sessions.Guesses)
SESSION = web.RequestKey("session", Session)


def open_to_all(route: Route) -> Route:
    """Mark a route that needs no token, because it shows nothing secret or checks its own proof."""
    route.is_open = True  # type: ignore[attr-defined]
    return route


@web.middleware
async def gate(request: web.Request, handler: Route) -> web.StreamResponse:
    """Let a request pass that carries the token, a session, or goes to an open route."""
    route = request.match_info.handler
    if getattr(route, "is_open", False):
        return await handler(request)
    if "Authorization" in request.headers:
        scheme, _, given = request.headers["Authorization"].partition(" ")
        check_token(request, given.strip() if scheme.lower() == "bearer" else "")
        return await handler(request)
    session = session_of(request)
    if session is None:
        raise Unauthorised("This needs the token.")
    request[SESSION] = session
    if request.method not in ("GET", "HEAD"):
        await _check_form(request, session)
    return await handler(request)


def check_token(request: web.Request, given: str) -> None:
    """Raise Unauthorised for a wrong token, TooBusy for one guess too many."""
    guesses, settings, now = request.app[GUESSES], request.app[SETTINGS], request.app[CLOCK].now()
    wait = guesses.wait(_address(request), now)
    is_right = sessions.is_same(given, settings.api_token)
    if wait > 0 and not (is_right and len(settings.api_token) >= sessions.UNGUESSABLE):
        raise TooBusy(wait, "Too many wrong tokens from this address.")
    if not is_right:
        guesses.failed(_address(request), now)
        raise Unauthorised("This token is not the right one.")


def session_of(request: web.Request) -> Session | None:
    """Return the session of the request's cookie, None if there is none."""
    cookie = request.cookies.get(sessions.COOKIE)
    if not cookie:
        return None
    key = sessions.session_key(request.app[SETTINGS].api_token)
    return sessions.read(key, cookie, request.app[CLOCK].now())


def sign_in(request: web.Request, response: web.StreamResponse, person: str) -> None:
    """Give the browser a session. Strict: no other site's link or form brings it along."""
    settings = request.app[SETTINGS]
    session = sessions.issue(sessions.session_key(settings.api_token), person, request.app[CLOCK].now())
    response.set_cookie(
        sessions.COOKIE,
        session.cookie,
        max_age=int(sessions.LASTS.total_seconds()),
        path="/",
        httponly=True,
        samesite="Strict",
        secure=settings.public_url.startswith("https:"),
    )


def form_proof(request: web.Request) -> str:
    """Return the hidden value of our forms; "" for who came by token, and so needs none."""
    session = request.get(SESSION)
    return sessions.form_proof(sessions.session_key(request.app[SETTINGS].api_token), session) if session else ""


async def _check_form(request: web.Request, session: Session) -> None:
    """Refuse what another site's page may have made this browser send.

    Programs bring the token; a cookie alone opens only our own forms, which carry a proof.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise Forbidden("A program needs the token, not a browser's cookie.")
    right = sessions.form_proof(sessions.session_key(request.app[SETTINGS].api_token), session)
    given = dict(await request_fields.form(request)).get("proof", "")
    if not sessions.is_same(given, right):
        raise Forbidden("This form is not ours, or you have signed in anew since: go back and try again.")


def _address(request: web.Request) -> str:
    """Return who asks, for counting wrong tokens.

    Behind a proxy on this machine all come from loopback: then the last address of X-Forwarded-For, which the proxy
    wrote itself, tells them apart, so that a stranger does not use up the tries of the local commands.
    """
    remote = request.remote or "?"
    forwarded = request.headers.get("X-Forwarded-For", "")
    is_local = remote in ("127.0.0.1", "::1")
    return f"{remote} {forwarded.rsplit(',', 1)[-1].strip()[:64]}" if is_local and forwarded else remote
