"""Laws of an incident's life, over random acts."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.incidents.lifecycle import TRANSITIONS, after
from alertd.core.incidents.taken_back import WITHIN
from alertd.model.incident import JUDGING, Act, State
from alertd.model.page import PageKind
from alertd.model.reason import Reason
from tests.unit.core.stage import DAY_LONG, Stage, house, loud

acts = st.lists(st.tuples(st.sampled_from(tuple(Act)), st.integers(0, 90)), max_size=25)
steady = settings(deadline=None, max_examples=60)


@given(st.lists(st.sampled_from(tuple(Act))))
def test_no_act_leads_out_of_closed(several: list[Act]) -> None:
    """Whatever people click, and in whatever order; what a page was worth may be said afterwards, and moves nothing."""
    for act in several:
        if act in JUDGING:
            assert after(State.CLOSED, act) is State.CLOSED
        else:
            assert isinstance(after(State.CLOSED, act), Reason)


@steady
@given(acts)
def test_the_engine_follows_the_table(several: list[tuple[Act, int]]) -> None:
    """An act changes the state as the table says or is refused by name; time may reopen, only alertd and people close.

    Whoever acknowledges what was put off has it now: it is woken first.
    """
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00")
    stood, solved_at = State.OPEN, stage.now
    for act, minutes in several:
        stage.until(stage.now + timedelta(minutes=minutes))
        is_asleep = stage.incident.snoozed_until is not None
        before = State.OPEN if is_asleep and act is Act.ACK else stage.incident.state
        if act is Act.SOLVE and before is not State.SOLVED:
            stood, solved_at = before, stage.now
        stage.act(act)
        then = TRANSITIONS[before].get(act)
        if act is Act.REOPEN and before is State.SOLVED:  # by the one who solved it: taken back, or theirs again
            then = stood if stage.now - solved_at < WITHIN else State.ACKNOWLEDGED

        assert stage.incident.state is (before if then is None else then)
        assert (then is None) == str(stage.decisions[-1].reason).startswith(("already-", "not-closed"))


@steady
@given(acts)
def test_nothing_is_paged_while_somebody_has_it(several: list[tuple[Act, int]]) -> None:
    """Pages proper go out only while the incident is open."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00")
    for act, minutes in several:
        told = len(stage.told())
        before = stage.incident.state
        expires = before is State.ACKNOWLEDGED
        stage.until(stage.now + timedelta(minutes=minutes))
        if before in (State.PLANNED, State.SOLVED, State.CLOSED) or (expires and minutes < 1):
            assert len(stage.told()) == told
        stage.act(act)
    assert {page.kind for page in stage.pages} <= {PageKind.PAGE, PageKind.UPDATE, PageKind.RESOLVED}
