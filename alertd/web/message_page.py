"""One sentence to a person: what was done, or why it was not and what to do now."""

from __future__ import annotations

from aiohttp import web

from alertd.web import rendering
from alertd.web.words import words

#: A status that people read as another one.
_TOLD_AS = {429: 503, 504: 503}


def message_screen(request: web.Request, status: int, text: str, *, reader: str = "") -> web.Response:
    """Say one sentence; a refusal below what it means. reader: to whom, where it is known and they are not signed in."""
    person = reader or rendering.reader_of(request)
    if status < 400:
        return rendering.screen(request, "message.html", heading="", text=text, person=person)
    told_as, said = _TOLD_AS.get(status, status), text
    if status == 403 and request.path.startswith("/a/"):
        told_as, said = 410, ""  # cut, or not ours: to who holds it, it is a link that does nothing
    if status == 404:
        said = ""  # what is missing is told to programs by its name; to people the heading says all of it
    t = words(rendering.language_of(request, person))
    heading = t.get(f"e_{told_as}", t["e_400"])
    return rendering.screen(request, "message.html", status=status, heading=heading, text=said, person=person)
