"""/author: one person's posts across watches and channels, our answers, how far they carry, whether they write for themselves, and when."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from aiohttp import web

from alertd.core.reach.habits import habits
from alertd.model.console import without_console
from alertd.model.incident import Incident
from alertd.model.mention import Mention
from alertd.model.value import Value
from alertd.report.threads import is_answered
from alertd.report.voices import BEFORE
from alertd.web import people, rendering, request_fields
from alertd.web.backend import MentionShown, PostShown
from alertd.web.refusals import Malformed
from alertd.web.settings import BACKEND
from alertd.web.turns import in_turn

_POSTS = 100
#: Answers that are shown, the newest; there is room for a conversation, not for a year of one.
_ANSWERS = 20


class Account(Value, frozen=True, kw_only=True):
    """One account of an author, by its newest post. name: its handle, else its id. made: its first day.

    doubts: why it may not be a person who writes for himself, by what the platform tells and by what it wrote.
    """

    platform: str
    id: str
    name: str
    made: date | None
    is_verified: bool
    doubts: tuple[str, ...]


def accounts(mentions: Sequence[Mention]) -> list[Account]:
    """Return the accounts under which posts (the newest first) were written, each once."""
    newest = {(one.platform, one.author): one for one in reversed(mentions)}
    own: dict[tuple[str, str], dict[str, tuple[float, int]]] = {}  # one post that two watches are about is one post
    for one in mentions:
        if one.repost_of is None:
            own.setdefault((one.platform, one.author), {})[one.id] = (one.posted_at.timestamp(), one.voice)
    return [
        Account(
            platform=one.platform,
            id=one.author,
            name=one.handle or one.author,
            made=None if one.account_day is None else date(1970, 1, 1) + timedelta(days=one.account_day),
            is_verified=bool(one.verified),
            doubts=(*one.doubts, *habits(own.get((one.platform, one.author), {}).values())),
        )
        for one in reversed(newest.values())
    ]


def person_of(mentions: Sequence[Mention]) -> str | None:
    """Return who wrote all of it, where it is one person whose accounts are known; a stranger of the same handle is not them."""
    whose = {(one.platform, one.author): one.person for one in mentions if one.person is not None}
    every = {(one.platform, one.author) for one in mentions}
    names = dict.fromkeys(whose.values())
    return next(iter(names)) if len(names) == 1 and len(whose) == len(every) else None


@in_turn
async def author(request: web.Request) -> web.Response:
    """Show what is kept of one author: by handle, or by "platform:id", which is found at once."""
    name = request.query.get("name", "").strip().lstrip("@")[:200]
    if not name or any(letter.isspace() for letter in name):
        raise Malformed('"name" is a handle, or platform:id.')
    backend = request.app[BACKEND]
    posts, incidents = await asyncio.gather(backend.by_author(name, _POSTS), backend.incidents(None))
    mentions = [one.mention for one in posts]
    answers = await backend.answers_to(mentions)
    replies = [one.reply for one in answers]
    its = accounts(mentions)
    moods = Counter(one.mention.score.mood for one in posts)
    audiences = [one.mention.reach.audience for one in posts if one.mention.reach.audience is not None]
    return rendering.screen(
        request,
        "author.html",
        page="search",
        name=next((one.mention.handle for one in posts if one.mention.handle), name),
        whose=person_of(mentions),
        posts=[PostShown(mention=one.mention, text=one.text, author_name=one.author_name) for one in posts],
        is_cut=len(posts) >= _POSTS,
        moods=[(mood, moods[mood]) for mood in ("negative", "neutral", "positive", "unsure") if moods[mood]],
        audience=audiences[0] if audiences else None,
        carries=next((one.mention.reach for one in posts if one.mention.reach.amplification is not None), None),
        platforms=Counter(one.mention.platform for one in posts).most_common(),
        watches=Counter(one.mention.watch for one in posts).most_common(),
        waiting=sum(one.needs_answer and not is_answered(one, replies) for one in mentions),
        accounts=its,
        notes=await backend.notes_on([(one.platform, one.id) for one in its]),
        people=sorted(without_console(backend.house().roster).people),
        answers=answers[::-1][:_ANSWERS],
        answered=len({one.id for one in replies if not one.is_automatic}),
        incidents=during(posts, incidents),
    )


async def note(request: web.Request) -> web.Response:
    """Keep a note on an author, for whoever meets them next. Raises Malformed."""
    form: dict[str, object] = dict(await request_fields.form(request))
    by = people.named(request, form)
    platform = request_fields.text(form, "platform", required=True)
    ident = request_fields.text(form, "author", required=True, length=500)
    text = request_fields.note(form)
    if not text:
        raise Malformed("The note is empty.")
    people.remember(request, by)
    await request.app[BACKEND].note_on(platform, ident, by=by, note=text)
    address = f"{rendering.base_of(request)}/author?name={rendering.quoted(f'{platform}:{ident}')}#h-author-notes"
    return web.Response(status=303, headers={"Location": address})


def during(posts: Sequence[MentionShown], incidents: Sequence[Incident]) -> list[tuple[Incident, int]]:
    """Return the incidents while which somebody wrote of their watch, each with how many posts, the newest first."""
    found = []
    for incident in incidents:
        ends = incident.closed_at or incident.solved_at
        written = sum(
            one.mention.watch == incident.watch
            and one.mention.posted_at >= incident.opened_at - BEFORE
            and (ends is None or one.mention.posted_at <= ends)
            for one in posts
        )
        if written:
            found.append((incident, written))
    return sorted(found, key=lambda one: one[0].opened_at, reverse=True)
