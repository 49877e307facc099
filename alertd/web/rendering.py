"""How pages for people are made: templates that escape everything, and the few screens that any route may need."""

from __future__ import annotations

import asyncio
import hashlib
import re
import threading
from collections.abc import AsyncIterator, Collection, Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import jinja2
from aiohttp import web

from alertd.core.wording.fill import fill as placed
from alertd.core.wording.languages import language
from alertd.core.wording.languages.tongues import tongue
from alertd.core.wording.numbers import fine_percent, number, percent, some_percent
from alertd.core.wording.numbers import span as written_span
from alertd.core.wording.platforms import PLATFORMS
from alertd.model.languages import base
from alertd.report.typed import TypedCell
from alertd.web import gate
from alertd.web.accepted import accepted
from alertd.web.directions import RIGHT_TO_LEFT, Said, isolated, plain
from alertd.web.gate import open_to_all
from alertd.web.refusals import NotFound, Refusal
from alertd.web.settings import BACKEND, CLOCK, SETTINGS
from alertd.web.source_faults import kind_of
from alertd.web.words import NAMES, Words, code_of, filled, words

_HERE = Path(__file__).parent
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
LANGUAGE_COOKIE, THEME_COOKIE = "alertd_language", "alertd_theme"
THEMES = ("auto", "light", "dark")
_UNHURRIED = 30.0  # seconds
#: From so many seconds on a span is told in minutes.
_BY_MINUTES = 120
#: An instant so near is told by its time of day alone, also past midnight.
_NEAR = timedelta(hours=12)
#: A service of the operator's that is sent so much of a post at most: addresses have an end.
_TRANSLATED = 1500


class Looks:
    """The templates and the files beside them, read once at the start."""

    def __init__(self) -> None:
        self.files = {path.name: path.read_bytes() for path in (_HERE / "static").iterdir() if path.suffix in _TYPES}
        # A new release changes the address of a file, so browsers may keep each for a year.
        version = hashlib.sha256(b"".join(self.files[name] for name in sorted(self.files))).hexdigest()[:10]
        self.templates = jinja2.Environment(
            # From memory: a package that is put in place under a running daemon would answer with half old, half new pages.
            loader=jinja2.DictLoader({one.name: one.read_text("utf-8") for one in (_HERE / "templates").iterdir()}),
            auto_reload=False,
            autoescape=True,  # texts of strangers are hostile
            finalize=_finalize,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.filters.update(
            cell=cell,
            ago=ago,
            brand=brand,
            clock=clock,
            fault=kind_of,
            count=count,
            fill=fill,
            language=named_tongue,
            outside=outside,
            platform=platform,
            share=share,
            span=span,
            top_share=top_share,
        )
        self.templates.globals.update(version=version)

    def prepare(self) -> None:
        """Compile the templates that nobody has asked for yet: it takes longer than all else of the first page after a start."""
        for name in self.templates.list_templates():
            self.templates.get_template(name)


@cache
def looks() -> Looks:
    """Return the looks of this process: they are the same for every page of it, and its templates are compiled once."""
    return Looks()


LOOKS = web.AppKey("looks", Looks)


async def ready_looks(app: web.Application) -> AsyncIterator[None]:
    """Have the templates compiled half a minute after the start, when nothing hurries: the first page would wait for it."""
    begin = threading.Thread(target=app[LOOKS].prepare, name="looks", daemon=True).start
    timer = asyncio.get_running_loop().call_later(_UNHURRIED, begin)
    yield
    timer.cancel()


def screen(request: web.Request, template: str, *, status: int = 200, **shown: object) -> web.Response:
    """Answer a person with a page in their language and zone."""
    shown.setdefault("person", reader_of(request))
    person = str(shown["person"])
    tag = language_of(request, person)
    shown["t"], shown["tongue"], shown["page_language"] = words(tag), language(tag), code_of(tag)
    shown["severities"] = shown["tongue"].severities  # type: ignore[attr-defined]
    shown["zone"] = zone_of(request, person)
    shown["titles"] = request.app[BACKEND].house().titles
    shown.setdefault("now", request.app[CLOCK].now())
    shown.setdefault("is_signed_in", gate.SESSION in request)
    shown.setdefault("proof", gate.form_proof(request))
    shown.setdefault("page", "")
    shown.setdefault("live", "")
    shown["theme"] = theme if (theme := request.cookies.get(THEME_COOKIE, "")) in THEMES else "auto"
    shown["translation"] = lambda text, of: translation(request.app[SETTINGS].translate_url, text, of, code_of(tag))
    shown["direction"] = "rtl" if code_of(tag) in RIGHT_TO_LEFT else "ltr"
    shown["base"], shown["languages"] = base_of(request), sorted(NAMES.items())
    shown["here"] = _back_to(request.path_qs) if request.method == "GET" else "/"
    shown.setdefault("names", lambda rules: rule_names(request, rules))
    for name in ("done", "refused", "people"):
        shown.setdefault(name, "")
    text = request.app[LOOKS].templates.get_template(template).render(shown)
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def reader_of(request: web.Request) -> str:
    """Return who is signed in, "" while nobody knows."""
    return request[gate.SESSION].person if gate.SESSION in request else ""


def language_of(request: web.Request, person: str) -> str:
    """Return the language of the reader: what they chose here, else what the people file says; of who is not in it, what their browser asks for, else the house's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in NAMES:
        return chosen
    house = request.app[BACKEND].house()
    reader = house.roster.people.get(person)
    if reader:
        return reader.language
    return accepted(request.headers.get("Accept-Language", ""), NAMES) or house.page_language


def words_of(request: web.Request) -> Words:
    """Return the words of who is signed in, else of the house."""
    return words(language_of(request, reader_of(request)))


def zone_of(request: web.Request, person: str) -> ZoneInfo:
    """Return the zone of the reader; UTC for who is in nobody's entry of the people file."""
    reader = request.app[BACKEND].house().roster.people.get(person)
    return ZoneInfo(reader.timezone if reader else "UTC")


def base_of(request: web.Request) -> str:
    """Return the path before every address of ours, "" at the top."""
    return request.app[SETTINGS].base


def quoted(name: str) -> str:
    """Return a name as it stands in an address."""
    return quote(name, safe="")


def rule_names(request: web.Request, rules: Iterable[str], person: str = "") -> list[str]:
    """Return how these rules are called in the reader's language, the gravest first as on pages; one that is gone by its id, last."""
    tag = language_of(request, person or reader_of(request))
    known = {rule.id: rule for rule in request.app[BACKEND].house().rules}
    found = sorted(rules, key=lambda name: -known[name].severity.rank if name in known else 1)
    return [known[name].named(tag) if name in known else name for name in found]


def sign_in_screen(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    """Ask for the token, at the address that was asked for.

    A click in a chat or mail comes from another site, so the browser kept our strict cookie back. The page then loads
    itself once more, now from our own site, with the cookie; who is not signed in sees the form the second time.
    """
    next_ = own_path(request.query.get("next", "") or request.path_qs) if request.method == "GET" else "/"
    may_have_cookie = request.method == "GET" and request.headers.get("Sec-Fetch-Site") == "cross-site"
    again = ""
    if may_have_cookie and "again" not in request.query and request.path != "/signin":
        # own_path: "//evil.example" is a path to us and a host to a browser.
        again = own_path(str(request.rel_url.update_query(again="1")))
        again = "" if again == "/" else base_of(request) + again
    status = refusal.status if refusal else 200
    text = (
        str(refusal) if refusal and (request.path.startswith("/signin") or "Authorization" in request.headers) else ""
    )
    about = request.app[SETTINGS].sign_in
    return screen(
        request,
        "signin.html",
        status=status,
        text=text,
        next=next_,
        again=again,
        mails=bool(about.mail),
        provider=about.provider,
    )


@open_to_all
async def static_file(request: web.Request) -> web.Response:
    """Answer a file that pages need; there is nothing secret in one."""
    name = request.match_info["name"]
    body = request.app[LOOKS].files.get(name)
    if body is None:
        raise NotFound("There is no such file.")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return web.Response(body=body, content_type=_TYPES[Path(name).suffix], charset="utf-8", headers=headers)


def _back_to(path: str) -> str:
    """Return where a reader was, without what they did there. A page is asked for by its link, and own_path keeps links out of a sign-in; here they may come back."""
    path = re.sub(r"\?did=[a-z-]*$", "", path)
    return path if re.fullmatch(r"/a/[A-Za-z0-9_-]+", path) else own_path(path)


def translation(service: str, text: str | None, of: str, to: str) -> str:
    """Return the address that translates a post, "" where nobody named a service or there is nothing to translate.

    We send no post anywhere: who follows the link does.

    >>> translation("https://t.example/?q={text}&to={to}", "çok kötü", "tr", "en")
    'https://t.example/?q=%C3%A7ok%20k%C3%B6t%C3%BC&to=en'
    >>> translation("", "çok kötü", "tr", "en"), translation("https://t.example/?q={text}", "bad", "en", "en")
    ('', '')
    """
    if not service or not text or base(of) == to:
        return ""
    return placed(service, {"text": quoted(plain(text)[:_TRANSLATED]), "to": to, "from": "auto" if of == "und" else of})


@open_to_all
async def choose_language(request: web.Request) -> web.Response:
    """Remember the language that the reader picked, and go back."""
    return _chosen(request, LANGUAGE_COOKIE, NAMES, "There is no such language.")


@open_to_all
async def choose_theme(request: web.Request) -> web.Response:
    """Remember whether the reader wants it light or dark, and go back."""
    return _chosen(request, THEME_COOKIE, THEMES, "There is no such theme.")


def _chosen(request: web.Request, cookie: str, offered: Collection[str], otherwise: str) -> web.Response:
    to, next_ = request.query.get("to", ""), request.query.get("next", "/")
    if to not in offered:
        raise NotFound(otherwise)
    response = web.Response(status=303, headers={"Location": base_of(request) + _back_to(next_)})
    response.set_cookie(
        cookie,
        to,
        max_age=31536000,
        path=f"{base_of(request)}/",
        httponly=True,
        samesite="Lax",
        secure=request.app[SETTINGS].public_url.startswith("https:"),
    )
    return response


def own_path(path: str) -> str:
    r"""Return `path` if it leads nowhere else than to us, else "/".

    >>> own_path("/incidents/1"), own_path("//evil.example"), own_path("/\\evil.example"), own_path("https://evil.example")
    ('/incidents/1', '/', '/', '/')
    """
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_ours and not path.startswith(("/signin", "/a/")) else "/"


def _finalize(value: object) -> object:
    """Clean every text a template shows; a place that forgets to ask for it cannot exist. Markup is our own."""
    return plain(value) if type(value) is str else value


def outside(url: str | None) -> str | None:
    """Return a stranger's link if it is one for browsers, else None.

    >>> outside("https://x.example/1"), outside("javascript:alert(1)"), outside("https:///etc")
    ('https://x.example/1', None, None)
    """
    if not url:
        return None
    try:
        parts = urlsplit(plain(url).strip())
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in ("http", "https") and parts.netloc else None


@jinja2.pass_context
def platform(context: jinja2.runtime.Context, name: str) -> str:
    """Return what people call a platform; in a language from the right it takes no number beside it along."""
    return Said(isolated(context["page_language"], PLATFORMS.get(name, name)))


@jinja2.pass_context
def brand(context: jinja2.runtime.Context, watch: str) -> str:
    """Return what people call a watch."""
    return str(context["titles"].get(watch, watch))


@jinja2.pass_context
def named_tongue(context: jinja2.runtime.Context, tag: str) -> str:
    """Return what the reader calls a language; of a post that nobody could place, that."""
    return str(context["t"]["unknown_language"]) if tag in ("und", "") else tongue(context["page_language"], tag)


@jinja2.pass_context
def span(context: jinja2.runtime.Context, seconds: float) -> str:
    """Write a duration as people of the page's language say it: its two largest units, whole minutes that are over, seconds below two of them.

    static/page.js counts down by the same rule: of one instant a page shows one number.
    """
    whole = max(0, int(seconds))
    return written_span(context["tongue"], whole - whole % 60 if whole >= _BY_MINUTES else whole)


@jinja2.pass_context
def ago(context: jinja2.runtime.Context, at: datetime, now: datetime) -> str:
    """Write how long ago, or in how long, in its largest unit."""
    seconds = (now - at).total_seconds()
    size = next((size for size in (86400, 3600, 60) if abs(seconds) >= size), 1)
    said = written_span(context["tongue"], abs(seconds) // size * size)
    return words(context["page_language"]).fill("ago" if seconds >= 0 else "in_", span=said)


@jinja2.pass_context
def clock(context: jinja2.runtime.Context, at: datetime, is_exact: bool = False) -> str:  # noqa: FBT001, FBT002 - a filter
    """Write an instant by the clock of who reads the page, with its date if that is neither today's nor within twelve hours. is_exact: to the second."""
    zone: ZoneInfo = context["zone"]
    local, now = at.astimezone(zone), context["now"].astimezone(zone)
    told = f"{local:%H:%M:%S}" if is_exact else f"{local:%H:%M}"
    return told if local.date() == now.date() or abs(at - context["now"]) < _NEAR else f"{local:%Y-%m-%d} {told}"


@jinja2.pass_context
def count(context: jinja2.runtime.Context, value: float) -> str:
    """Write a number as people of the page's language do."""
    return number(context["tongue"], value)


@jinja2.pass_context
def share(context: jinja2.runtime.Context, part: float, digits: int = 0) -> str:
    """Write a share as people of the page's language do. digits: after its point."""
    return percent(context["tongue"], part, digits)


@jinja2.pass_context
def top_share(context: jinja2.runtime.Context, share: float) -> str:
    """Write a small share, such as the top 0.1 %."""
    return fine_percent(context["tongue"], share)


@jinja2.pass_context
def cell(context: jinja2.runtime.Context, told: TypedCell) -> str:
    """Write a cell of a report as people of the page's language and zone do."""
    match told.kind:
        case "none":
            return "–"
        case "span":
            return span(context, told.number or 0.0)
        case "share":
            return some_percent(context["tongue"], told.number or 0.0)
        case "number":
            value = told.number or 0.0
            return (
                count(context, value)
                if value == int(value) or abs(value) >= 100
                else f"{value:.3g}".replace(".", context["tongue"].decimal)
            )
        case "at":
            return clock(context, datetime.fromisoformat(told.text))
        case _:
            return told.text


@jinja2.pass_context
def fill(context: jinja2.runtime.Context, text: str, /, **values: object) -> str:
    """Put values into our own words, in the page's language."""
    return filled(context["page_language"], text, values)
