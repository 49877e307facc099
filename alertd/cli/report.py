"""`alertd report`: what is told afterwards: response times, one incident, the rules, the sources."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alertd.cli import expectation as expectations
from alertd.cli.client import config_option
from alertd.cli.instants import moment, since_option
from alertd.cli.proof import check_proof, proof
from alertd.cli.stored import Stored, known_house, left_in_store, no_house, now_of_clock, posts_of_files, posts_of_store

if TYPE_CHECKING:
    from alertd.model.house import House
    from alertd.model.page import Receipt
    from alertd.report.render import Report

FORMS = ("table", "csv", "json", "md", "html")


@click.group(name="report")
def command() -> None:
    """Tell what happened, from the store (also while the daemon runs)."""


command.add_command(proof)
command.add_command(check_proof)


def _shared(call: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every report takes."""
    form = click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
    return config_option(form(call))


#: What the rows of `response --by` may be told by.
_BY = ("platform", "watch", "group", "language", "priority", "hour", "weekday", "day", "responder", "agent", "person")


@contextmanager
def _many_values() -> Iterator[None]:
    """Do not look for values that hold each other in a circle: there are a million, and none does; it costs a fifth of the whole."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _only_one(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> str | None:
    """Return what is compared by; two at once would leave one out without a word."""
    if len(given) > 1:
        raise click.BadParameter(f"one at a time: {' or '.join(given)}")
    return given[0] if given else None


@command.command("response", short_help="How fast customers were answered.")
@_shared
@since_option
@click.option("--watch", "watches", multiple=True, metavar="W", help="Only this watch; may be given again.")
@click.option("--timezone", "zone", metavar="ZONE", help="Of the hours of the day; that of the watches if left out.")
@click.option(
    "--by",
    callback=_only_one,
    multiple=True,
    type=click.Choice(_BY),
    help="Compare these only: platforms, groups of watches, persons ...",
)
@click.option("--business-hours", is_flag=True, help="Let clocks run only in the business hours of their watch.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
def response(
    files: tuple[str, ...],
    *,
    config: Path | None,
    form: str,
    since: str | None,
    watches: tuple[str, ...],
    zone: str | None,
    by: str | None,
    business_hours: bool,
) -> None:
    """Report how fast customers were answered in public, from the store or from FILEs of mentions (- is standard input).

    A clock runs from the first customer post of a conversation to the first answer by a human of the brand.
    """
    from alertd.core.business_hours import OpenHours
    from alertd.core.rivals import rivals_of
    from alertd.report import response_report
    from alertd.report.clocks import on_the_wall
    from alertd.report.response import groups_of
    from alertd.report.response import response as summed

    if zone is not None:
        known_zone(zone)
    with _many_values():
        posts, house, now = posts_of_files(files, config, watches) if files else posts_of_store(config, watches)
        begins = moment("--since", since, now)
        zone = zone or _zone_of_all(house, watches)
        hours = OpenHours(house)
        if business_hours and not hours.are_set:
            raise click.UsageError("--business-hours: no watch has any (watches: NAME: hours)")
        measure = hours.seconds if business_hours else on_the_wall
        promise = house.promises.first_reply
        groups = groups_of(house)
        if by == "group" and not groups:
            raise click.UsageError("--by group: no watch is in any (watches: NAME: group)")
        how = {"promise": promise, "zone": known_zone(zone), "measure": measure, "groups": groups}
        rivals = rivals_of(house, watches)
        figures = summed(posts, now=now, since=begins, rivals=rivals, **how)
    told = response_report.told(
        figures,
        since=begins,
        until=now,
        watches=watches,
        zone=zone,
        is_business_hours=business_hours,
        competitors=rivals,
        by=by,
        left={} if files else left_in_store(config, house, watches),
        titles=house.titles,
        nameless=[one.name for one in house.watches if not one.handles],
    )
    _write(told, form)


@command.command("expectation", short_help="When customers ask, what comes next, and how many people a promise needs.")
@_shared
@since_option
@expectations.options
@click.argument("files", nargs=-1, metavar="[FILE]...")
def expectation(
    files: tuple[str, ...],
    *,
    config: Path | None,
    form: str,
    since: str | None,
    watches: tuple[str, ...],
    zone: str | None,
    **promise: Any,
) -> None:
    """Say when customers ask, what the next day and week will bring, who is on call then, and what it costs to answer in time.

    From the store, or from FILEs of mentions (- is standard input).
    """
    from alertd.report import expectation_report

    if zone is not None:
        known_zone(zone)
    with _many_values():
        found, begins, now = expectations.figures(
            files, config, watches, lambda now: moment("--since", since, now), zone=zone, **promise
        )
    _write(expectation_report.told(found, since=begins, until=now, watches=watches), form)


@command.command(
    "notice", short_help="What may be promised in public, and a first word to who waits, in six languages."
)
@_shared
@since_option
@click.option("--watch", "watches", multiple=True, metavar="W", help="Only this watch; may be given again.")
@click.option(
    "--answer",
    "share",
    callback=expectations.share,
    default="90%",
    show_default=True,
    metavar="SHARE",
    help="To so many.",
)
def notice(config: Path | None, form: str, since: str | None, watches: tuple[str, ...], share: float) -> None:
    """Say within what time customers were answered who needed it, as a notice to publish and as a first word to who waits.

    The shortest time that was kept, in the business hours of each watch that has some; nothing where none was.
    """
    from alertd.core.business_hours import OpenHours
    from alertd.core.rivals import rivals_of
    from alertd.report import notice as notices

    with _many_values():
        posts, house, now = posts_of_store(config, watches)
        begins = moment("--since", since, now)
        rivals = rivals_of(house, watches)
        asked = [one for one in posts if (begins is None or one.at >= begins) and one.watch not in rivals]
        found = notices.notice(notices.needed(asked, now, OpenHours(house).seconds), share)
    _write(notices.told(found, since=begins, until=now, share=share, watches=watches), form)


@command.command("incident", short_help="One incident, on a page for somebody who was not there.")
@_shared
@click.option("--timezone", "zone", metavar="ZONE", help="Of the reader's clock; without it that of the watch.")
@click.argument("ident", metavar="ID")
def incident(ident: str, config: Path | None, form: str, zone: str | None) -> None:
    """Report one incident: what it was, the time line, the promises, who carried it, what the brand answered."""
    from alertd.errors import UsageError
    from alertd.intake.build import rule_words
    from alertd.model.events import PageReported
    from alertd.report import gather, incident_facts, incident_report
    from alertd.runtime.fold import quotes_of

    asked, now = None if zone is None else known_zone(zone), now_of_clock()
    with Stored(config) as store:
        found = store.read_model.incident(ident)
        if found is None:
            raise UsageError(f"there is no incident {ident}")
        queued = store.pages.of_incident(ident)
        lists = {detail: one.page.page_id for one, state, detail in queued if state == "listed"}
        own = {one.page.page_id for one, _, _ in queued}
        receipts = [
            receipt
            for event in store.history.events(PageReported, found.opened_at)
            if (receipt := _of_own_page(event.receipt, lists)).page_id in own
        ]
        house = gather.newest_house(store)
        decisions = store.read_model.decisions_around(found.watch, ident)
        fired = [one for one in (house or no_house()).rules if one.id in found.rules]
        facts = incident_facts.facts_of(store, found, now, rule_words(fired))
        pinned = incident_facts.pinned_of(store, found)
    told = incident_report.told(
        found,
        decisions,
        [(one.page, state) for one, state, _ in queued],
        receipts,
        house=house or no_house(),
        now=now,
        facts=facts,
        pinned=pinned,
        quotes={key: text for one, _, _ in queued for key, text in quotes_of(one).items()},
        zone=asked or _zone_of(house, found.watch),
    )
    _write(told, form)


def _zone_of(house: House | None, watch: str) -> Any:
    """Return the zone in which a watch's people live."""
    return known_zone(next((one.timezone for one in house.watches if one.name == watch), "UTC") if house else "UTC")


def _of_own_page(receipt: Receipt, lists: dict[str, str]) -> Receipt:
    """Return the receipt of a list as that of the page it tells."""
    own = lists.get(receipt.page_id)
    return receipt if own is None else receipt.with_(page_id=own)


@command.command("pages", short_help="How long pages took, stage by stage.")
@_shared
@since_option
def pages(config: Path | None, form: str, since: str | None) -> None:
    """Report how long pages took from the post to somebody who acts, and what each channel did."""
    from alertd.report import latency, pages_report

    now = now_of_clock()
    begins = moment("--since", since, now)
    with Stored(config) as store:
        rows = [
            (queued.page, state)
            for queued, state, _ in store.pages.all()
            if not queued.page.listed and (begins is None or queued.page.at >= begins)
        ]
        instants = store.pages.instants([page.page_id for page, _ in rows])
        acts = latency.acts_of(store.history.decisions(list(latency.TAKING), begins))
    seen = [
        (page, state, latency.latency(page, instants.get(page.page_id), acts.get(page.incident or "", ())))
        for page, state in rows
    ]
    unknown = sum(state in ("accepted", "delivered") and one.accepted_at is None for _, state, one in seen)
    _write(pages_report.told(seen, since=begins, until=now, unknown=unknown), form)


@command.command("drills", short_help="Who took each drill, how fast and by what.")
@_shared
@since_option
def drills(config: Path | None, form: str, since: str | None) -> None:
    """Report each drill: who took it, how fast and by what, and who was told."""
    from alertd.report import drills_report

    now = now_of_clock()
    begins = moment("--since", since, now)
    with Stored(config) as store:
        found = [
            (one, [queued.page.to for queued, _, _ in store.pages.of_incident(one.id)])
            for one in store.history.incidents(begins)
            if one.is_drill
        ]
    _write(drills_report.told(found, since=begins, until=now), form)


@command.command("rules", short_help="How often each rule fired and paged.")
@_shared
@since_option
def rules(config: Path | None, form: str, since: str | None) -> None:
    """Report how often each rule fired and paged, and how fast people acknowledged."""
    from alertd.model.reason import Reason
    from alertd.report import gather, rules_report

    now = now_of_clock()
    begins = moment("--since", since, now)
    with Stored(config) as store:
        house = gather.newest_house(store)
        found = rules_report.records(
            house.rules if house is not None else (),
            store.history.decisions([Reason.ALERT_FIRING], begins),
            [one for one in store.history.incidents(begins) if not one.is_drill],
            (q.page for q, _, _ in store.pages.all() if begins is None or q.page.at >= begins),
        )
    _write(rules_report.told(found, since=begins, until=now), form)


@command.command("sources", short_help="How well each source saw.")
@_shared
@since_option
def sources(config: Path | None, form: str, since: str | None) -> None:
    """Report the state of each source, its blind time and what was fetched later."""
    from alertd.model.events import SourceReported
    from alertd.report import sources_report

    now = now_of_clock()
    begins = moment("--since", since, now)
    with Stored(config) as store:
        brought = {name: mentions for name, (mentions, _) in store.history.brought(begins).items()}
        found = sources_report.seen(store.history.events(SourceReported), brought, since=begins, now=now)
        counters = store.counters()
    _write(sources_report.told(found, since=begins, until=now, counters=counters), form)


@command.command("reach", short_help="How many could have seen it, and who is loudest.")
@_shared
@since_option
@click.option("--watch", "watches", multiple=True, metavar="W", help="Only this watch; may be given again.")
def reach(config: Path | None, form: str, since: str | None, watches: tuple[str, ...]) -> None:
    """Report the reach of each watch: its authors' audiences, as alertd and as other products count them."""
    from alertd.model.events import MentionSeen
    from alertd.report import reach_report

    now = now_of_clock()
    begins = moment("--since", since, now)
    with Stored(config) as store:
        known_house(store, watches)
        found = reach_report.reached(
            event.mention
            for event, _ in store.history.came_in()
            if isinstance(event, MentionSeen)
            and (not watches or event.mention.watch in watches)
            and (begins is None or event.mention.posted_at >= begins)
        )
    _write(reach_report.told(found, since=begins, until=now), form)


def _zone_of_all(house: House, watches: tuple[str, ...]) -> str:
    """Return the zone in which the people of all these watches live (none named: of all), UTC where it is not one."""
    zones = {one.timezone for one in house.watches if one.name in watches or not watches}
    return zones.pop() if len(zones) == 1 else "UTC"


def known_zone(name: str) -> Any:
    """Return a time zone by its name. Raises UsageError where there is none."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise click.UsageError(f"--timezone: {name!r} is no zone such as Europe/Istanbul") from None


def _write(report: Report, form: str) -> None:
    from alertd.report.render import rendered

    sys.stdout.write(rendered(report, form))
