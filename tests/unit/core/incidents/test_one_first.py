"""One first: whoever the page names as the first is the first everywhere, whatever comes in later."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.engine import Engine
from alertd.model.events import MentionSeen
from alertd.model.incident import Act
from alertd.model.mention import Mention
from alertd.model.page import PageKind
from alertd.model.rule import Terms
from alertd.report.incident_facts import summed
from alertd.report.voices import Voice, voices
from tests.unit.core.stage import CRISIS, Stage, house, loud

DANGER = loud("danger", name="Danger", severity=CRISIS, when=Terms(any=("caught fire",)), until="acknowledged")


def mentions(stage: Stage) -> list[Mention]:
    """Return all that was written."""
    return [event.mention for event in stage.events if isinstance(event, MentionSeen)]


def page_first(stage: Stage) -> str | None:
    """Return whom the newest page names as the first; None where it names nobody."""
    found = [one for page in stage.pages for one in page.evidence if one.why == "first"]
    return found[-1].author if found else None


def web_first(stage: Stage) -> Voice | None:
    """Return whom the incident's page, its chart and its time line name."""
    incident = stage.incident
    return voices(mentions(stage), negative_from=500, words=("caught fire",), first_post=incident.first_post).first


def report_first(stage: Stage) -> Voice | None:
    """Return whom the report names."""
    told = summed(stage.incident, mentions(stage), (), stage.now + timedelta(minutes=1), ("caught fire",))
    return told.voices.first


def agree(stage: Stage) -> None:
    """Hold all places to one name."""
    named, on_page, in_report = page_first(stage), web_first(stage), report_first(stage)
    assert on_page is not None
    assert in_report is not None
    assert on_page.name == in_report.name
    assert named in (None, on_page.name)


def test_who_says_it_more_plainly_a_second_later_does_not_become_the_first() -> None:
    """Misha is angry, and Ella says a word that a rule looks for: the page has named Misha, and so does everything else."""
    stage = Stage(house(loud(keep_firing_for=timedelta(hours=5)), DANGER))
    stage.until("10:00").mention("angry", id="m", author="misha")
    stage.fire("10:01", id="big", author="big")
    stage.until("10:02").mention("angry", id="e", author="ella", terms=("caught fire",))
    agree(stage)

    first = web_first(stage)
    assert first is not None
    assert (first.name, stage.incident.first_post) == ("misha", "x:m")


def test_an_earlier_post_that_comes_in_late_changes_no_name() -> None:
    """What was sent stays true of what was known: everybody goes on to read the name of the page."""
    stage = Stage(house(loud(keep_firing_for=timedelta(hours=5)))).fire("10:00", id="big", author="big")
    named = stage.incident.first_post
    stage.until("10:05").mention("angry", id="late", author="late", posted_at=stage.now - timedelta(minutes=9))
    stage.until("10:20")

    assert stage.incident.first_post == named == "x:big"
    agree(stage)


def test_it_survives_a_restart_and_a_snapshot_of_before() -> None:
    """The engine comes back with the name; one that knew of none names the first of its next page."""
    stage = Stage(house(loud(keep_firing_for=timedelta(hours=5)))).fire("10:00", id="big", author="big")
    stage.engine = Engine.restore(stage.engine.snapshot())
    stage.until("10:20").act(Act.ACK, "omar")

    assert stage.incident.first_post == "x:big"


def test_what_somebody_marks_as_noise_is_nobodys_first() -> None:
    """The incident falls back to what its posts say."""
    stage = Stage(house(loud(keep_firing_for=timedelta(hours=5)))).fire("10:00", id="big", author="big")
    post = mentions(stage)[0]
    stage.act(Act.LEAVE_OUT, "omar", mention=post)

    assert stage.incident.first_post == ""


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 200),
            st.sampled_from(["angry", "neutral", "glad"]),
            st.booleans(),
            st.sampled_from([5, 2000]),
        ),
        min_size=3,
        max_size=14,
    )
)
def test_at_each_instant_all_places_name_the_same_author(life: list[tuple[int, str, bool, int]]) -> None:
    """Whatever is written in whatever order, with or without a word of danger, by the loud and the quiet."""
    stage = Stage(house(loud(keep_firing_for=timedelta(hours=5)), DANGER))
    for gap, mood, is_danger, audience in life:
        stage.until(stage.now + timedelta(seconds=gap))
        stage.mention(mood, audience=audience, terms=("caught fire",) if is_danger else ())
        if any(page.kind is PageKind.PAGE for page in stage.pages):
            agree(stage)
