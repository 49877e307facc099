"""/inbox: who waits for an answer, whom to answer first on top, and who of us is at it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from aiohttp import web

from alertd.model.console import without_console
from alertd.model.inbox import InboxAct, Standing, reference
from alertd.model.mention import key_of
from alertd.web import people, rendering, request_fields
from alertd.web.backend import MentionShown
from alertd.web.refusal_words import post_refusal_told
from alertd.web.refusals import NotFound, Refused
from alertd.web.saved_replies import SavedReplies
from alertd.web.settings import BACKEND
from alertd.web.turns import in_turn

#: Posts on one screen, and how many more one tap brings; a long list is answered from its top anyway.
_SHOWN = 20
#: Posts that wait, of which the filters say what there is.
_MOST = 1_000
_FILTERS = ("watch", "platform", "language", "priority", "whose")
#: Of an address of the list: how many posts it shows.
_MANY = "many"
#: Of an address of the list: the post that was just said to need no answer.
_GONE = ("gone_watch", "gone_platform", "gone_id")
#: From this priority on it is high: somebody angry who carries, somebody late, or a matter of safety or money.
HIGH = 40
_MOST_REPLIES = 3  # that are open to choose from; all others stand behind a fold
_HOLDS = 60  # minutes, of a claim and of a snooze
#: What may be done with a post, by where we are with it and whether it is the reader who has it; the engine's table decides.
OFFERS: dict[tuple[Standing, bool], tuple[InboxAct, ...]] = {
    (Standing.WAITING, False): (InboxAct.CLAIM, InboxAct.SNOOZE, InboxAct.ANSWERED, InboxAct.NEEDS_NONE),
    (Standing.CLAIMED, True): (InboxAct.ANSWERED, InboxAct.RELEASE, InboxAct.SNOOZE, InboxAct.NEEDS_NONE),
    (Standing.CLAIMED, False): (InboxAct.HAND_OVER,),
    (Standing.SNOOZED, True): (InboxAct.RELEASE, InboxAct.CLAIM, InboxAct.ANSWERED, InboxAct.NEEDS_NONE),
    (Standing.SNOOZED, False): (InboxAct.RELEASE, InboxAct.CLAIM, InboxAct.ANSWERED, InboxAct.NEEDS_NONE),
}


async def inbox(request: web.Request) -> web.Response:
    """List who waits: of a watch, a platform, a language, those with high priority, or one's own."""
    return await _screen(request, request.query)


async def act(request: web.Request) -> web.Response:
    """Do what the button says, and show the list again where it stood. Who comes second reads who was first."""
    word = request.match_info["act"]
    if word not in tuple(InboxAct):
        raise NotFound(f"There is no act {word}.")
    form: dict[str, object] = dict(await request_fields.form(request))
    by = people.named(request, form)
    watch, platform = (request_fields.text(form, name, required=True) for name in ("watch", "platform"))
    post = request_fields.text(form, "id", required=True, length=1000)
    to = request_fields.text(form, "to")
    picked = {name: str(form.get(f"f_{name}", "")) for name in (*_FILTERS, _MANY)}
    people.remember(request, by)
    try:
        await request.app[BACKEND].attend(
            watch,
            platform,
            post,
            InboxAct(word),
            by=by,
            note=request_fields.note(form),
            via="page",
            to=people.known(request, to or by, "to") if word == InboxAct.HAND_OVER else None,
            minutes=_HOLDS,
        )
    except Refused as refused:
        told = post_refusal_told(refused, rendering.words_of(request), reader=by)
        return await _screen(request, picked, refused=told, status=409)
    if word == InboxAct.NEEDS_NONE:  # it leaves the list, so the list says what left it
        picked |= dict(zip(_GONE, (watch, platform, post), strict=True))
        place = ""
    else:
        place = f"#post-{reference(key_of(watch, platform, post))}"
    return web.Response(status=303, headers={"Location": f"{rendering.base_of(request)}/inbox{query(picked)}{place}"})


async def _gone(request: web.Request, asked: Mapping[str, str]) -> MentionShown | None:
    """Return the post that somebody has just said needs no answer, if that is how it stands: it can be taken back."""
    watch, platform, post = (asked.get(name, "") for name in _GONE)
    if not (watch and platform and post):
        return None
    try:
        shown = await request.app[BACKEND].attended(watch, platform, post)
    except NotFound:
        return None
    is_gone = shown.attended is not None and shown.attended.standing is Standing.DISMISSED
    return shown if is_gone else None


@in_turn
async def _screen(
    request: web.Request, asked: Mapping[str, str], *, refused: str = "", status: int = 200
) -> web.Response:
    backend, reader = request.app[BACKEND], rendering.reader_of(request)
    picked = {name: asked.get(name, "") for name in _FILTERS}
    left = (await backend.inbox_counts(picked["watch"] or None)).values()
    waiting = await backend.mentions(picked["watch"] or None, unanswered=True, limit=_MOST)
    offered = {
        "watch": [known.name for known in backend.house().watches],
        "platform": sorted({one.mention.platform for one in waiting}),
        "language": sorted({one.mention.language for one in waiting}),
        "priority": ["high"] if any(_is_high(one) for one in waiting) else [],
        "whose": ["mine", "nobodys"] if reader else [],
    }
    filters = [
        (name, [(value, query(picked | {name: value}), picked[name] == value) for value in ("", *values)])
        for name, values in offered.items()
        if len(values) > (1 if name in ("watch", "platform", "language") else 0)
    ]
    found = [one for one in waiting if _is_wanted(one, picked, reader)]
    many = _many(asked.get(_MANY, ""))
    high = sum(_is_high(one) for one in found)
    return rendering.screen(
        request,
        "inbox.html",
        status=status,
        page="inbox",
        live="/live",
        mentions=found[:many],
        count=len(found),
        waiting=len(waiting),
        more=max(0, len(found) - many),
        further=query(picked | {_MANY: str(many + _SHOWN)}),
        step=_SHOWN,
        crowded_out=sum(one.given_up for one in left),
        too_old=sum(one.too_old for one in left),
        filters=filters,
        picked=picked,
        many=many if many > _SHOWN else "",
        is_telling=high < len(found),  # where all are, the word tells none from another
        refused=refused,
        gone=None if refused else await _gone(request, asked),
        is_high=_is_high,
        offers=lambda one: offers(one, reader),
        place=lambda one: f"post-{reference(key_of(*one.mention.key))}",
        replies=SavedReplies(
            backend.house().rules, backend.house().titles, rendering.language_of(request, reader)
        ).fitting,
        most_replies=_MOST_REPLIES,
        people=sorted(without_console(backend.house().roster).people),
    )


def _many(written: str) -> int:
    """Return how many posts are asked for, at least a screenful."""
    return (
        min(max(_SHOWN, int(written)), _MOST)
        if written.isascii() and written.isdecimal() and len(written) <= 4
        else _SHOWN
    )


def offers(shown: MentionShown, reader: str) -> tuple[InboxAct, ...]:
    """Return what the reader may do with a post."""
    if shown.attended is None:
        return OFFERS[Standing.WAITING, False]
    is_own = bool(reader) and shown.attended.by == reader
    return OFFERS.get((shown.attended.standing, is_own), OFFERS.get((shown.attended.standing, False), ()))


def _is_high(shown: MentionShown) -> bool:
    return (shown.priority or 0) >= HIGH


def _is_wanted(shown: MentionShown, picked: Mapping[str, str], reader: str) -> bool:
    by = shown.attended.by if shown.attended is not None and shown.attended.standing is Standing.CLAIMED else ""
    return (
        picked["platform"] in ("", shown.mention.platform)
        and picked["language"] in ("", shown.mention.language)
        and (picked["priority"] != "high" or _is_high(shown))
        and (picked["whose"] != "mine" or (bool(reader) and by == reader))
        and (picked["whose"] != "nobodys" or not by)
    )


def query(picked: Mapping[str, str]) -> str:
    """Return the query of an address that asks for this; what is not picked is left out.

    >>> query({"watch": "a&b", "platform": ""}), query({})
    ('?watch=a%26b', '')
    """
    asked = urlencode({name: value for name, value in picked.items() if value})
    return f"?{asked}" if asked else ""
