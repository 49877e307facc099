"""What people who were paged hear when somebody ends an incident: that it was solved, or that it was closed, each once."""

from __future__ import annotations

import pytest

from alertd.model.incident import Act
from alertd.model.page import Page, PageKind
from tests.unit.core.stage import DAY_LONG, Stage, house, loud


def heard(*acts: Act) -> list[Page]:
    """Return the messages that it is over, of a crisis that ayse was paged for and omar acts on."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00")
    for act in acts:
        stage.act(act, by="omar")
    return [page for page in stage.pages if page.kind is PageKind.RESOLVED]


@pytest.mark.parametrize(("act", "is_closed"), [(Act.CLOSE, True), (Act.SOLVE, False)])
def test_each_end_is_told_by_its_own_name(act: Act, is_closed: bool) -> None:
    """Closed is not solved: whoever reads it in the morning must know whether anything was put right."""
    (told,) = heard(act)

    assert (told.to, told.facts["who"], bool(told.facts.get("is_closed"))) == ("ayse", "omar", is_closed)


def test_closing_what_was_solved_is_not_told_again() -> None:
    """They have heard that it is over."""
    (told,) = heard(Act.SOLVE, Act.CLOSE)

    assert not told.facts.get("is_closed")
