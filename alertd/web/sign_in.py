"""The door: by token, by a link that counts once, by a proxy's word, or by OpenID Connect; and out again."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

import structlog
from aiohttp import web

from alertd.model.console import without_console
from alertd.web import gate, logins, oidc, people, rendering, request_fields
from alertd.web.gate import open_to_all
from alertd.web.message_page import message_screen
from alertd.web.one_time import LIVES, OneTimeLinks
from alertd.web.refusals import Gone, Malformed, NotFound, TooBusy, Unauthorised
from alertd.web.rendering import own_path, screen, sign_in_screen
from alertd.web.scopes import Access, Scope
from alertd.web.settings import BACKEND, CLOCK, SETTINGS

log = structlog.get_logger(__name__)

PROVIDER = web.AppKey("provider", oidc.Provider)
MAILS = web.AppKey("mails", set[asyncio.Task[None]])
_STATE_COOKIE = "alertd_oidc"


@open_to_all
async def page(request: web.Request) -> web.StreamResponse:
    """Show the form; a sign-in link, as `make run` prints one, signs in at once."""
    if "token" not in request.query:
        return sign_in_screen(request)
    return _by_token(request, request.query["token"], request.query.get("by", ""), request.query.get("next", "/"))


@open_to_all
async def sign_in(request: web.Request) -> web.StreamResponse:
    """Sign in with the token and a name."""
    form: dict[str, object] = dict(await request_fields.form(request))
    token, next_ = form.get("token"), form.get("next")
    return _by_token(request, str(token or ""), request_fields.text(form, "by"), str(next_ or "/"))


def _by_token(request: web.Request, token: str, by: str, next_: str) -> web.StreamResponse:
    try:
        access = gate.access_of(request, token.strip())
    except Unauthorised as refused:
        return sign_in_screen(request, refused)
    person = request_fields.text({"by": by}, "by")
    return _begun(request, people.known(request, person) if person else "", access, "", next_)


def _begun(request: web.Request, person: str, access: Access, way: str, next_: str) -> web.Response:
    """Begin a session and lead on. A relative address: the Host header is never believed."""
    response = web.Response(status=303, headers={"Location": rendering.base_of(request) + own_path(next_)})
    gate.sign_in(request, response, person, access, way=way)
    log.info("session.began", person=person, way=way or "token", scope=access.scope.name.lower())
    return response


async def sign_out(request: web.Request) -> web.StreamResponse:
    """End the session of this browser, here and there."""
    response = web.Response(status=303, headers={"Location": f"{rendering.base_of(request)}/signin"})
    if gate.SESSION in request:
        log.info("session.ended", person=request[gate.SESSION].person)
        gate.sign_out(request, response)
    return response


@open_to_all
async def show_once(request: web.Request) -> web.Response:
    """Show the button of a one-time link. Looking uses nothing up: mail scanners look at links."""
    found = _settings_links(request).look(request.match_info["token"], request.app[CLOCK].now())
    if found is None:
        gate.failed(request)
        raise Gone("This link was used already, or is too old: ask for a new one.")
    known = sorted(without_console(request.app[BACKEND].house().roster).people)
    return screen(request, "once.html", invited=found.person, people=known, token=request.match_info["token"])


@open_to_all
async def use_once(request: web.Request) -> web.Response:
    """Sign in by a one-time link; it is used up."""
    links, now, token = _settings_links(request), request.app[CLOCK].now(), request.match_info["token"]
    form: dict[str, object] = dict(await request_fields.form(request))
    found = links.look(token, now)
    name = request_fields.text(form, "by")
    person = found.person if found is not None and found.person else people.known(request, name) if name else ""
    if found is None or links.take(token, now) is None:
        gate.failed(request)
        raise Gone("This link was used already, or is too old: ask for a new one.")
    scope = Scope.ADMIN if found.way == "once" else request.app[SETTINGS].sign_in.scope_of(person)
    return _begun(request, person, Access(name=found.way, scope=scope, token=""), found.way, "/")


def _settings_links(request: web.Request) -> OneTimeLinks:
    return request.app[SETTINGS].one_time


@open_to_all
async def ask_for_mail(request: web.Request) -> web.Response:
    """Send a one-time link to somebody of the people file. Who asks learns nothing of who is in it.

    Each try counts as a guess of its address alone: who guesses elsewhere, however many they are, keeps nobody from their link.
    """
    settings, now = request.app[SETTINGS], request.app[CLOCK].now()
    if not settings.sign_in.mail:
        raise NotFound("Links are not sent by mail here.")
    form: dict[str, object] = dict(await request_fields.form(request))
    login = request_fields.text(form, "by", required=True)
    gate.failed(request, alone=True)
    house = request.app[BACKEND].house()
    person = logins.by_login(house, login)
    if person is not None and request.app[gate.MAILED].may(person, now):
        token = settings.one_time.issue(person, "mail", now)
        link = f"{settings.public_url}/signin/once/{token}"
        task = asyncio.create_task(_mail(request, person, link), name="sign-in mail")
        request.app[MAILS].add(task)
        task.add_done_callback(request.app[MAILS].discard)
    return message_screen(request, 200, rendering.words_of(request)["mail_sent"])


async def _mail(request: web.Request, person: str, link: str) -> None:
    await request.app[BACKEND].send_sign_in(person, request.app[SETTINGS].sign_in.mail, link, LIVES)


@open_to_all
async def to_provider(request: web.Request) -> web.Response:
    """Send the browser to the provider."""
    provider = _provider(request)
    now, next_ = request.app[CLOCK].now(), own_path(request.query.get("next", "/"))
    try:
        address, sealed = await provider.begin(_back(request), next_, now)
    except oidc.OidcError as fault:
        log.warning("oidc.failed", why=str(fault))
        raise TooBusy(30, f"Sign-in by {request.app[SETTINGS].sign_in.provider} does not work now: {fault}.") from fault
    response = web.Response(status=303, headers={"Location": address})
    response.set_cookie(
        _STATE_COOKIE, sealed, max_age=600, path=f"{rendering.base_of(request)}/signin/", httponly=True, samesite="Lax",
        secure=request.app[SETTINGS].public_url.startswith("https:"),
    )  # fmt: skip
    return response


@open_to_all
async def from_provider(request: web.Request) -> web.Response:
    """Sign in whom the provider vouches for, if they are in the people file. The browser must be the one that was sent there."""
    provider = _provider(request)
    begun = provider.opened(request.cookies.get(_STATE_COOKIE, ""), request.query.get("state", ""))
    if begun is None:
        gate.failed(request)
        raise Unauthorised("This sign-in was begun by another browser: begin again.")
    if "code" not in request.query:
        raise Malformed("The provider has signed nobody in.")
    try:
        login, next_ = await provider.finish(begun, request.query["code"], _back(request), request.app[CLOCK].now())
    except oidc.OidcError as fault:
        log.warning("oidc.failed", why=str(fault))
        raise Unauthorised(f"Nobody was signed in: {fault}.") from fault
    person = logins.by_login(request.app[BACKEND].house(), login)
    if person is None:
        raise Unauthorised("The provider knows you, and the people file does not: ask who keeps it.")
    scope = request.app[SETTINGS].sign_in.scope_of(person)
    response = _begun(request, person, Access(name="oidc", scope=scope, token=""), "oidc", next_)
    response.del_cookie(_STATE_COOKIE, path=f"{rendering.base_of(request)}/signin/")
    return response


def _provider(request: web.Request) -> oidc.Provider:
    if PROVIDER not in request.app:
        raise NotFound("There is no sign-in by a provider here.")
    return request.app[PROVIDER]


def _back(request: web.Request) -> str:
    return f"{request.app[SETTINGS].public_url}{quote('/signin/oidc/back')}"
