"""A door behind which an incident has all that a page can show, in strangers' worst words."""

from __future__ import annotations

from datetime import timedelta

from alertd.core.incidents.next_step import NextStep
from alertd.model.incident import State
from alertd.model.mention import Reply
from alertd.model.page import Outcome, Page, PageKind
from alertd.model.rule import Playbook, Severity
from alertd.report.typed import TypedCell, TypedTable
from alertd.web.backend import MentionShown, PageSeen, ReplyShown
from tests.unit.report.test_pulse import seen
from tests.unit.report.test_sketch import two_camps
from tests.unit.web.fake_backend import HOSTILE, NOW, incident
from tests.unit.web.house import Door
from tests.unit.web.test_ahead import tables
from tests.wire.test_web_rules import STORM, told

ID = "9f2c4e5a1b3d7f60"


def furnish(door: Door) -> None:
    """Give the incident all that a page can show, in strangers' worst words."""
    door.backend.pulse.add(seen(NOW - timedelta(minutes=n), negative=800 if n < 40 else 0) for n in range(0, 1200, 3))
    door.backend.pulse.add(seen(NOW - timedelta(days=8)) for _ in range(3))
    hostile = [one.with_(handle=HOSTILE if one.author in ("ann", "fan01") else one.handle) for one in two_camps()]
    door.backend.shown = [MentionShown(mention=one, text=HOSTILE, due_at=NOW, priority=80) for one in hostile]
    loud = hostile[0].with_(handle="angry", author="angry", doubts=("young", "busy", "unfollowed"), account_day=20_770)
    door.backend.shown.append(MentionShown(mention=loud, text=HOSTILE))
    answered_at = loud.posted_at + timedelta(minutes=1)
    answer = Reply(
        watch="acme",
        platform=loud.platform,
        id="r",
        author=HOSTILE,
        posted_at=answered_at,
        seen_at=answered_at,
        in_reply_to=loud.id,
    )
    door.backend.answers = [ReplyShown(reply=answer, text=HOSTILE)]
    door.backend.steps = [NextStep(incident=ID, kind="page", at=NOW + timedelta(days=400), step=2, to=("omar",))]
    door.backend.rules = (STORM.with_(name=HOSTILE, playbook=Playbook(replies={"en": HOSTILE})),)
    door.backend.forecasts = told(4)
    cells = (
        TypedCell(kind="text", text=HOSTILE),
        TypedCell(kind="number", number=4),
        TypedCell(kind="share", number=0.5),
    )
    table = TypedTable(title="", columns=("rule", "fired", "kept"), rows=(cells,))
    door.backend.reports = {(name, True): (table,) for name in ("response", "rules", "pages", "reach")}
    door.backend.reports["expectation", True] = tables()
    told_at = PageSeen(page_id="p3", to="maria", channel="telegram", at=NOW, outcome=Outcome.ACCEPTED, rule="storm")
    door.backend.sent.append(told_at)
    door.backend.kept[ID] = incident(notes=(f"omar: {HOSTILE}",))
    door.backend.kept["alone"] = incident("alone", watch="globex", pages=3)  # of which nobody will be paged any more
    door.backend.kept["old"] = incident("old", state=State.SOLVED, solved_at=NOW)
    door.backend.newest_page = Page(
        page_id="p1",
        kind=PageKind.PAGE,
        at=NOW,
        watch="acme",
        severity=Severity.CRISIS,
        to="ayse",
        channel="sms",
        to_address="+905550000001",
        facts={
            "count": 40,
            "unit": "negative mentions",
            "usual": 4,
            "window": 600.0,
            "top_author": HOSTILE,
            "top_reach": 90_000,
        },
        sentences=(f"negative mentions come in a burst: {HOSTILE}",),
        playbook=Playbook(steps=("Read the loudest post", "Stop the advertising"), replies={"tr": "Özür dileriz."}),
    )
