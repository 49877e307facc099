"""Look-ups: likes, reposts and views of young posts as they grow, and the brand's own mentions at a fifth of the price."""

from __future__ import annotations

from alertd.errors import BadRecord, SourceError
from alertd.model.post import Deletion, Post, Record
from alertd.model.source_state import SourceState
from alertd.ports import Reject
from alertd.sources.funnel import Haul
from alertd.sources.x.parse import FIELDS, read_results
from alertd.sources.x.session import Shift, id_at, number

GONE = "resource-not-found"  #: X's problem type for a post that was deleted


async def follow(shift: Shift) -> None:
    """Read young posts again for ever, so that a cascade is seen while it is young.

    A post is handed on again under its own id with newer counts; one that is gone becomes a Deletion. Nothing is read
    when the budget would not last the day.
    """
    while True:
        await shift.clock.sleep(shift.options.follow_every)
        now = shift.clock.now()
        shift.prune()
        ids = list(shift.young)[: min(shift.options.follow, 100)]
        if not ids or shift.budget.is_low(now) or not shift.budget.allows_follow(now, len(ids)):
            continue
        try:
            body = await shift.desk.ask("get_tweets", ids, **FIELDS)
            posts, _, results = read_results(body, is_filled=False)
        except (SourceError, BadRecord):
            continue  # the next turn will do; nothing is lost but freshness
        shift.budget.book_follow(now, len(posts))
        records: list[Record] = [post for _, post in posts]
        for problem in results.errors:
            gone = problem.resource_id or problem.value
            if problem.type.endswith(GONE) and gone in shift.young:
                del shift.young[gone]
                records.append(Deletion(platform="x", id=gone))
        for _, post in posts:
            if post.id in shift.young:
                shift.young[post.id] = post
        await shift.funnel.put(Haul(records=tuple(records), marks={"budget": shift.budget.marks()}))


async def own_mentions(shift: Shift) -> None:
    """Read the mentions of the brand's own account for ever; they name the watch when there is only one."""
    account = shift.options.own_account
    since = number(str(shift.funnel.mark("own", "0"))) or id_at(shift.clock.now())
    watch = shift.watches[0].name if len(shift.watches) == 1 else None
    while account:
        try:
            since = await _own_pages(shift, account, since, watch)
            shift.funnel.view("own mentions", SourceState.OK)
        except (SourceError, BadRecord) as error:
            shift.funnel.view("own mentions", SourceState.DEGRADED, f"own mentions: {error}")
        await shift.clock.sleep(shift.options.own_every)


async def _own_pages(shift: Shift, account: str, since: int, watch: str | None) -> int:
    """Read all pages newer than `since` and return the newest id; the mark moves only when all are in."""
    newest, token = since, None
    fresh: list[Post] = []
    rejects: list[Reject] = []
    for _ in range(8):  # X gives the newest 800 only
        params = {
            **FIELDS,
            "since_id": str(since),
            "max_results": 100,
            **({"pagination_token": token} if token else {}),
        }
        body = await shift.desk.ask("get_users_mentions", account, **params)
        posts, refused, results = read_results(body, is_filled=False)
        rejects += refused
        shift.budget.book(shift.clock.now(), owned=len(posts))
        fresh += [post.with_(watch=watch) for own_id, post in posts if shift.is_new(own_id, post)]
        newest = max([newest, *(number(own_id) for own_id, _ in posts)])
        token = results.meta.next_token
        if not token:
            break
    marks = {"own": str(newest), "budget": shift.budget.marks()}
    await shift.funnel.put(Haul(records=tuple(fresh), rejects=tuple(rejects), marks=marks))
    return newest
