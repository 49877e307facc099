"""How pages for people are made: templates that escape everything, and the few screens that any route may need."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import jinja2
from aiohttp import web

from alertd.web import gate
from alertd.web.gate import open_to_all
from alertd.web.refusals import NotFound, Refusal
from alertd.web.settings import BACKEND, CLOCK

_HERE = Path(__file__).parent
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TYPES = {".css": "text/css", ".svg": "image/svg+xml"}


class Looks:
    """The templates and the files beside them, read once at the start."""

    def __init__(self) -> None:
        self.files = {path.name: path.read_bytes() for path in (_HERE / "static").iterdir() if path.suffix in _TYPES}
        # A new release changes the address of a file, so browsers may keep each for a year.
        version = hashlib.sha256(b"".join(self.files[name] for name in sorted(self.files))).hexdigest()[:10]
        self.templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,  # texts of strangers are hostile
            finalize=_finalize,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.filters.update(ago=ago, clock=clock, outside=outside, span=span)
        self.templates.globals["version"] = version


LOOKS = web.AppKey("looks", Looks)


def screen(request: web.Request, template: str, *, status: int = 200, **shown: object) -> web.Response:
    """Answer a person with a page."""
    shown.setdefault("now", request.app[CLOCK].now())
    shown.setdefault("person", request[gate.SESSION].person if gate.SESSION in request else "")
    shown.setdefault("is_signed_in", gate.SESSION in request)
    shown.setdefault("proof", gate.form_proof(request))
    reader = request.app[BACKEND].house().roster.people.get(str(shown["person"]))
    shown["zone"] = ZoneInfo(reader.timezone if reader else "UTC")
    shown.setdefault("page_language", "en")
    text = request.app[LOOKS].templates.get_template(template).render(shown)
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def message_screen(request: web.Request, status: int, text: str) -> web.Response:
    """Say one sentence."""
    return screen(request, "message.html", status=status, text=text)


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
        again = "" if again == "/" else again
    status = refusal.status if refusal else 200
    text = str(refusal) if refusal and (request.path == "/signin" or "Authorization" in request.headers) else ""
    return screen(request, "signin.html", status=status, text=text, next=next_, again=again)


@open_to_all
async def static_file(request: web.Request) -> web.Response:
    """Answer a file that pages need; there is nothing secret in one."""
    name = request.match_info["name"]
    body = request.app[LOOKS].files.get(name)
    if body is None:
        raise NotFound("There is no such file.")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return web.Response(body=body, content_type=_TYPES[Path(name).suffix], charset="utf-8", headers=headers)


def own_path(path: str) -> str:
    r"""Return `path` if it leads nowhere else than to us, else "/".

    >>> own_path("/incidents/1"), own_path("//evil.example"), own_path("/\\evil.example"), own_path("https://evil.example")
    ('/incidents/1', '/', '/', '/')
    """
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_ours and not path.startswith(("/signin", "/a/")) else "/"


def plain(text: str) -> str:
    r"""Take out what could turn or hide text: control, bidi and zero-width characters.

    >>> plain("left\u202eright\x07")
    'leftright'
    """
    return _CONTROL.sub("", text)


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


def span(seconds: float) -> str:
    """Write a duration as people say it.

    >>> span(42), span(754), span(7260), span(200000)
    ('42 s', '13 min', '2 h 1 min', '2 d 7 h')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def ago(at: datetime, now: datetime) -> str:
    """Write how long ago, or in how long.

    >>> from datetime import UTC
    >>> ago(datetime(2026, 1, 1, 10, tzinfo=UTC), datetime(2026, 1, 1, 10, 12, tzinfo=UTC))
    '12 min ago'
    """
    seconds = (now - at).total_seconds()
    return f"{span(seconds)} ago" if seconds >= 0 else f"in {span(-seconds)}"


@jinja2.pass_context
def clock(context: jinja2.runtime.Context, at: datetime) -> str:
    """Write an instant by the clock of who reads the page; UTC for who is in nobody's entry of the people file."""
    zone: ZoneInfo = context["zone"]
    return f"{at.astimezone(zone):%d %b %Y %H:%M} {zone.key}"
