"""/rules: each rule as its sentence, what it did of late, and what it would have done with another threshold."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from aiohttp import web

from alertd.core.rules.lanes import leaves
from alertd.core.wording.rule_words import asked_for, rule_told
from alertd.core.wording.threshold_words import threshold_told
from alertd.model.reason import Reason
from alertd.model.rule import Rule
from alertd.model.value import Value
from alertd.report.forecast import Alarm, Forecast
from alertd.report.typed import TypedTable
from alertd.report.what_if import MIDDLE, STOPS, Threshold, moved, thresholds
from alertd.web import rendering
from alertd.web.refusals import Malformed, NotFound
from alertd.web.settings import BACKEND, CLOCK
from alertd.web.turns import in_turn

LOOKED_BACK = timedelta(days=28)
_ALARMS = 60
_BY = 10  # minutes
_NEVER = datetime.min.replace(tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
#: What is decided when a rule fires in an incident that is open already.
_FIRES = (Reason.RULE_JOINED, Reason.SAME_ROUND)


class RuleShown(Value, frozen=True, kw_only=True):
    """A rule as its sentence, and what it did of late. fired: incidents it was part of; useful, noise: as people judged its pages."""

    id: str
    name: str
    severity: str
    sentence: str
    fired: int
    last: datetime | None
    useful: int | None = None
    noise: int | None = None


@in_turn
async def rules(request: web.Request) -> web.Response:
    """Show each rule as its sentence, when it fired last and what its pages were worth."""
    backend, tag = request.app[BACKEND], rendering.language_of(request, rendering.reader_of(request))
    incidents = await backend.incidents(None)
    judged = _judged(await backend.report("rules", *_lately(request)))
    shown = []
    for rule in backend.house().rules:
        fired = [one.opened_at for one in incidents if rule.id in one.rules]
        useful, noise = judged.get(rule.id, (None, None))
        shown.append(
            RuleShown(
                id=rule.id,
                name=rule.named(tag),
                severity=rule.severity.value,
                sentence=rule_told(rule, tag, is_named=False, titles=backend.house().titles),
                fired=len(fired),
                last=max(fired, default=None),
                useful=useful,
                noise=noise,
            )
        )
    shown.sort(key=lambda one: one.last or _NEVER, reverse=True)  # what fired last is what people ask about
    return rendering.screen(request, "rules.html", page="rules", rules=shown)


def _judged(tables: Sequence[TypedTable] | None) -> dict[str, tuple[int | None, int | None]]:
    """Return how many pages of each rule people called useful and noise, where anybody did."""
    if not tables or not {"rule", "useful", "noise"} <= set(tables[0].columns):
        return {}
    at = {name: tables[0].columns.index(name) for name in ("rule", "useful", "noise")}

    def number(row: Sequence[object], name: str) -> int | None:
        found = getattr(row[at[name]], "number", None)
        return None if found is None else int(found)

    return {row[at["rule"]].text: (number(row, "useful"), number(row, "noise")) for row in tables[0].rows}


def _lately(request: web.Request) -> tuple[datetime, datetime]:
    """Return the four weeks that today ends: a report of what still goes on is worked out anew by itself."""
    until = request.app[CLOCK].now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return until - LOOKED_BACK, until


async def _four_weeks(request: web.Request, rule: Rule) -> tuple[datetime, datetime]:
    """Return four weeks up to now, by ten minutes: within them a forecast is worked out once. What the rule opened since, or joined, is in them.

    No end lies ahead: what was worked out at noon for the whole day would say in the evening, of a rule that fires, that it never did.
    """
    now = request.app[CLOCK].now()
    ends = [now.replace(minute=now.minute // _BY * _BY), *(at + _MINUTE for at in await _fired(request, rule, now))]
    until = max(ends).replace(second=0, microsecond=0)
    return until - LOOKED_BACK, until


async def _fired(request: web.Request, rule: Rule, now: datetime) -> list[datetime]:
    """Return when the rule opened an incident, and when it fired within one that is not over: that may have begun long before."""
    backend = request.app[BACKEND]
    its = [one for one in await backend.incidents(None) if rule.id in one.rules and one.opened_at <= now]
    told = await asyncio.gather(*(backend.decisions(one.id) for one in its if not one.state.is_over))
    joined = [one.at for each in told for one in each if one.rule == rule.id and one.reason in _FIRES]
    return [*(one.opened_at for one in its), *joined]


async def what_if(request: web.Request) -> web.Response:
    """Show a rule, and with a threshold moved the pages that it would have made in four weeks, beside those as it stands."""
    rule, tag = _rule(request), rendering.language_of(request, rendering.reader_of(request))
    offered = thresholds(rule)
    key = request.query.get("key") or (offered[0].key if offered else "")
    stop = _stop(request.query.get("by", str(MIDDLE)))
    chosen = next((one for one in offered if one.key == key), None)
    if key and chosen is None:
        raise Malformed("This rule has no such threshold.")
    tried, after = (rule, chosen) if chosen is None else moved(rule, key, STOPS[stop])
    since, until = await _four_weeks(request, rule)
    asked, titles = "key" in request.query, request.app[BACKEND].house().titles
    now_is = await request.app[BACKEND].forecast(rule, since, until) if asked else None
    would_be = await request.app[BACKEND].forecast(tried, since, until) if asked else None
    return rendering.screen(
        request,
        "rule.html",
        page="rules",
        rule=rule,
        name=rule.named(tag),
        sentence=rule_told(rule, tag, is_named=False, titles=titles),
        tried_sentence=rule_told(tried, tag, is_named=False, titles=titles),
        offered=_offered(rule, offered, tag),
        chosen=chosen,
        after=after,
        chosen_told=_told(chosen, tag),
        after_told=_told(after, tag),
        stop=stop,
        is_eased=chosen is not None and chosen.is_eased,
        stops=len(STOPS) - 1,
        is_asked=asked,
        before=_count(now_is),
        would_be=_count(would_be),
        alarms=_alarms(would_be),
        yaml=_yaml(rule, chosen, after),
        since=since,
        until=until,
        hour=timedelta(hours=1),
    )


def _offered(rule: Rule, offered: Sequence[Threshold], tag: str) -> list[tuple[str, str]]:
    """Return what can be moved, by its key: its number, and what its condition asks for, in the reader's language."""
    asked = {place: asked_for(condition, tag) for place, condition in leaves(rule.when)}
    return [(one.key, f"{_told(one, tag)} · {asked[one.place]}") for one in offered]


def _told(one: Threshold | None, tag: str) -> str:
    return "" if one is None else threshold_told(one.value, one.unit, tag)


def _rule(request: web.Request) -> Rule:
    name = request.match_info["id"]
    found = next((one for one in request.app[BACKEND].house().rules if one.id == name), None)
    if found is None:
        raise NotFound("There is no such rule.")
    return found


def _stop(raw: str) -> int:
    if not raw.isascii() or not raw.isdecimal() or len(raw) > 2 or int(raw) >= len(STOPS):
        raise Malformed(f'"by" is a number from 0 to {len(STOPS) - 1}.')
    return int(raw)


def _count(found: Forecast | None) -> tuple[int, int, int] | None:
    """Return alarms, those at night, and messages; None while it is worked out."""
    if found is None:
        return None
    return (
        sum(one.alarms for one in found.rules),
        sum(one.is_night for one in found.alarms),
        sum(one.pages for one in found.rules),
    )


def _alarms(found: Forecast | None) -> list[Alarm]:
    return [] if found is None else list(found.alarms[-_ALARMS:][::-1])


def _yaml(rule: Rule, before: Threshold | None, after: Threshold | None) -> str:
    """Return the changed key as it is written into the rule's file."""
    if before is None or after is None:
        return ""
    return f"# {rule.id}: was {before.yaml}\n{after.condition}: {{{after.yaml}}}"
