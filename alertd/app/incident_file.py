"""The file of an incident: all that its page reads of the store, read once after each change for everybody who looks."""

from __future__ import annotations

from typing import NamedTuple

from alertd.app.views import pages_seen, posts_of
from alertd.model.page import Page, PageKind
from alertd.store_port import Store
from alertd.web.backend import DecisionSeen, PageSeen, PostShown

#: Seconds for which it is shown again while nothing happened to the incident; what a provider says of a page comes so late at most.
FRESH = 1.0
#: A page is not shown without it.
PATIENCE = 60.0


class IncidentFile(NamedTuple):
    """What is kept of one incident, the oldest first. told: its newest page that speaks of numbers. posts: None where there is no incident."""

    decisions: list[DecisionSeen]
    pages: list[PageSeen]
    told: Page | None
    posts: list[PostShown] | None


def file_of(store: Store, incident: str) -> IncidentFile:
    """Read it."""
    about = store.read_model.incident(incident)
    rows = store.pages.of_incident(incident)
    measured = [queued.page for queued, _, _ in rows if queued.page.kind in (PageKind.PAGE, PageKind.UPDATE)]
    return IncidentFile(
        decisions=[
            DecisionSeen(
                at=one.at,
                reason=one.reason,
                text=one.text,
                rule=one.rule,
                person=one.person,
                page_id=one.page_id,
                conditions=one.conditions,
            )
            for one in store.read_model.decisions(incident)
        ],
        pages=pages_seen(store, rows),
        told=measured[-1] if measured else None,
        posts=None if about is None else posts_of(store, about),
    )
