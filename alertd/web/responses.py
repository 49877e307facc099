"""How the web answers: one place turns refusals and faults into responses, and gives every response its headers."""

from __future__ import annotations

import json
import math
import traceback
import uuid

import structlog
from aiohttp import web

from alertd.errors import StoreUnavailable
from alertd.runtime.floods import Flood
from alertd.web import rendering
from alertd.web.gate import Route
from alertd.web.message_page import message_screen
from alertd.web.refusals import Gone, Malformed, Refusal, TooBusy, TooLarge, Unauthorised

log = structlog.get_logger(__name__)
_unstored = Flood()  # routes are few, so it stays small
FAULTS = web.AppKey("faults", Flood)  # our own: whoever finds one must not fill the disk with it

#: Paths that programs read; all others answer people.
_FOR_PROGRAMS = ("/api/", "/ingest/", "/hooks/", "/metrics", "/healthz", "/readyz")
#: How long an ingesting sender should wait for a store that takes nothing: the writer tries again every 30 s.
_STORE_RETRY_SECONDS = 30

_WORTH_PACKING = 20_000  # bytes
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The address of an acknowledge page is a secret: it must not travel to a playbook's site as a referrer.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "alertd",
}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Give a response what protects the browser that shows it."""
    for name, value in _HEADERS.items():
        response.headers[name] = value
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")


def json_response(body: object, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Answer a program, in UTF-8."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
    return web.Response(text=text, status=status, headers=headers, content_type="application/json")


@web.middleware
async def answer(request: web.Request, handler: Route) -> web.StreamResponse:
    """Answer; a refusal says why, a fault gets a number that is also in the log, and no details.

    The log names the route, never the path: the path of a link is a secret.
    """
    try:
        return packed(request, await handler(request))
    except Refusal as refusal:
        return _refuse(request, refusal)
    except StoreUnavailable:
        # A full disk lasts for hours, and each line of it would be written to a disk that is perhaps the same one.
        if (untold := _unstored.begins(_route(request))) is not None:
            log.warning("request.unstored", route=_route(request), untold=untold)
        return _say(
            request, 503, "STORE_UNAVAILABLE", "The store takes nothing at the moment.", retry=_STORE_RETRY_SECONDS
        )
    except web.HTTPRequestEntityTooLarge:
        return _refuse(request, TooLarge("The body is too large."))
    except web.HTTPException as fault:
        if fault.status < 400:
            raise
        allowed = fault.headers.get("Allow")
        response = _say(request, fault.status, fault.reason.upper().replace(" ", "_"), fault.reason + ".")
        if allowed:
            response.headers["Allow"] = allowed
        return response
    except Exception as fault:  # noqa: BLE001 - the edge: whatever happened, the daemon goes on
        if isinstance(fault, ConnectionError) and request.transport is None:
            return web.Response(status=400)  # its client went away in the middle; nobody reads this
        if (untold := request.app[FAULTS].begins(_route(request))) is None:
            text = "alertd failed on this request, as on another of this minute; the log has the first."
            return _say(request, 500, "INTERNAL_FAULT", text)
        number = uuid.uuid4().hex[:8]
        # Not log.exception: structlog's tracebacks show local variables, and with them the link's path and the token.
        trace = "".join(traceback.format_exception(fault))
        log.error("request.failed", route=_route(request), number=number, untold=untold, trace=trace)
        return _say(request, 500, "INTERNAL_FAULT", f"alertd failed on this request; the log has it as {number}.")


def packed(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """Pack a large page for whoever reads packed ones: Now draws a chart for each watch, 6 kB each, and a phone at night loads it.

    A page whose address asks something is sent as it is: beside words of the asker's choice the length of what is packed tells of the
    secrets it holds (BREACH, Gluck, Harris and Prado, 2013).
    """
    if not isinstance(response, web.Response) or response.content_type != "text/html" or request.query_string:
        return response
    if isinstance(response.body, bytes) and len(response.body) >= _WORTH_PACKING:
        response.headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response.enable_compression(web.ContentCoding.gzip)
    return response


def _refuse(request: web.Request, refusal: Refusal) -> web.Response:
    if isinstance(refusal, Unauthorised) and not is_program(request):
        return rendering.sign_in_screen(request, refusal)
    retry = math.ceil(refusal.retry_after) if isinstance(refusal, TooBusy) else None
    reasons = refusal.reasons if isinstance(refusal, Malformed) else ()
    reader = refusal.reader if isinstance(refusal, Gone) else ""
    response = _say(request, refusal.status, refusal.name, str(refusal), retry=retry, reasons=reasons, reader=reader)
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="alertd"'
    return response


def _say(
    request: web.Request,
    status: int,
    name: str,
    text: str,
    *,
    retry: int | None = None,
    reasons: tuple[str, ...] = (),
    reader: str = "",
) -> web.Response:
    if is_program(request):
        body: dict[str, object] = {"error": name, "reason": text}
        if reasons:
            body["reasons"] = list(reasons)
        response = json_response(body, status=status)
    else:
        response = message_screen(request, status, text, reader=reader)
    if retry is not None:
        response.headers["Retry-After"] = str(max(1, retry))
    return response


def is_program(request: web.Request) -> bool:
    """Whether a path is one that programs read."""
    return request.path.startswith(_FOR_PROGRAMS)


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return f"{request.method} {resource.canonical if resource else '(none)'}"
