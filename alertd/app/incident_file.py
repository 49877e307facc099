"""The file of an incident: all that its page reads of the store, read once after each change for everybody who looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from alertd.app.views import pages_seen, posts_of
from alertd.core.wording.clean import Family
from alertd.core.wording.parts import Parts
from alertd.model.page import Page
from alertd.store_port import Store
from alertd.web.backend import DecisionSeen, PageSeen, PostShown

#: Seconds for which it is shown again while nothing happened to the incident; what a provider says of a page comes so late at most.
FRESH = 1.0
#: A page is not shown without it.
PATIENCE = 60.0


class IncidentFile(NamedTuple):
    """What is kept of one incident, the oldest first. telling: the pages that say what happened. posts: None where there is no incident."""

    decisions: list[DecisionSeen]
    pages: list[PageSeen]
    telling: tuple[Page, ...]
    posts: list[PostShown] | None

    def told(self, language: str = "") -> Page | None:
        """Return the page that says what happened; of those of one instant the one that quotes what this reader can read."""
        own = (page for page in self.telling if page.language == language)
        return next(own, self.telling[0] if self.telling else None)


def file_of(store: Store, incident: str) -> IncidentFile:
    """Read it."""
    about = store.read_model.incident(incident)
    rows = store.pages.of_incident(incident)
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
        telling=telling([queued.page for queued, _, _ in rows]),
        posts=None if about is None else posts_of(store, about),
    )


def telling(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return the pages that say what happened and how bad it is: the newest, and those of the same instant to others. pages: of one incident, the oldest first.

    It is the newest that has numbers or words of its own. What people do to an incident is told in updates too, and these
    speak of nothing else: a note must not take the storm off the top of its page.
    """
    measured = [page for page in reversed(pages) if Parts(page, {}, "", Family.PLAIN).is_measured]
    newest = next((page for page in measured if _says_how_bad(page)), measured[0] if measured else None)
    if newest is None:
        return ()
    told = (newest.at, newest.kind, newest.rule, newest.facts.get("news"))
    others = (page for page in measured if (page.at, page.kind, page.rule, page.facts.get("news")) == told)
    return (newest, *(page for page in others if page is not newest))


def _says_how_bad(page: Page) -> bool:
    parts = Parts(page, {}, "", Family.PLAIN)
    return parts.about() is not None or next(parts.numbers(), None) is not None
