"""A notice opens no incident: it waits for its digest, or for nine in the morning."""

from __future__ import annotations

from datetime import time, timedelta

import msgspec
import pytest

from alertd.core.incidents.digests import Notice
from alertd.model.page import PageKind
from alertd.model.rule import Digest
from tests.unit.core.stage import NOTICE, Stage, clock, house, loud, person, with_person

NOTE = loud(severity=NOTICE, keep_firing_for=timedelta(minutes=5))


def test_a_notice_opens_no_incident_and_is_told_at_nine_to_step_1() -> None:
    """Three notices of a day are one page the next morning."""
    stage = Stage(house(NOTE), at=clock("09:30")).fire("10:00").fire("12:00").fire("14:00").until("10:00", day=1)

    assert stage.incidents() == []
    assert [(p.kind, p.to, p.at) for p in stage.pages] == [(PageKind.DIGEST, "ayse", clock("09:00", 1))]
    assert str(stage.pages[0].facts["note"]).count("\n") == 2
    assert stage.reasons().count("kept-for-the-digest") == 3


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        ("en", "23 November, 10:00 UTC · acme: one post that 1k people or more can see"),
        ("tr", "23 Kasım 13:00 TSİ · acme: en az 1 bin kişinin görebildiği tek bir gönderi"),
        ("zh", "11月23日 UTC+3 13:00 · acme：一条帖子，可被 1,000 人以上看到"),
    ],
)
def test_each_reader_gets_the_lines_by_their_clock_and_in_their_language(tongue: str, said: str) -> None:
    """The day before is named, for it is read the morning after."""
    zone = "UTC" if tongue == "en" else "Europe/Istanbul"
    reader = with_person(house(NOTE), person("ayse", timezone=zone, language=tongue))
    (page,) = Stage(reader).fire("10:00").until("10:00", day=1).pages

    assert str(page.facts["note"]).replace("\u00a0", " ") == said


def test_a_notice_of_before_keeps_its_sentence() -> None:
    """A snapshot of an older version knows no conditions: its words are told as they were."""
    old = msgspec.convert({"rule": "loud", "watch": "acme", "at": "2026-11-23T10:00:00+00:00", "text": "so"}, Notice)
    (page,) = Stage(house(NOTE)).fire("10:00").until("10:00", day=1).pages

    assert old.told(NOTE, page, "acme") == "23 November, 10:00 UTC · acme: so"


def test_a_line_names_the_brand_as_people_do() -> None:
    """As the head of the same message; one digest may tell of several."""
    plain = house(NOTE)
    titled = plain.with_(watches=tuple(one.with_(title="Acme Kettles") for one in plain.watches))
    (page,) = Stage(titled).fire("10:00").until("10:00", day=1).pages

    assert str(page.facts["note"]).partition(" · ")[2] == "Acme Kettles: one post that 1k people or more can see"


def test_nine_is_nine_where_the_person_lives() -> None:
    """09:00 in Istanbul is 06:00 UTC."""
    first = with_person(house(NOTE), person("ayse", timezone="Europe/Istanbul"))
    stage = Stage(first).fire("10:00").until("12:00", day=1)

    assert [page.at for page in stage.pages] == [clock("06:00", 1)]


def test_a_rule_may_name_its_digest() -> None:
    """To a policy, at its hour, on its days (1 is Tuesday)."""
    rule = NOTE.with_(digest=Digest(to="social", at=time(16, 30), days=(1,)))
    stage = Stage(house(rule)).fire("10:00").until("12:00", day=3)

    assert [(page.to, page.at) for page in stage.pages] == [("lea", clock("16:30", 1))]


def test_a_digest_may_name_a_person() -> None:
    """One channel is enough for a digest."""
    stage = Stage(house(NOTE.with_(digest=Digest(to="sam")))).fire("10:00").until("12:00", day=1)

    assert [(page.to, page.channel) for page in stage.pages] == [("sam", "slack")]


def test_a_quiet_day_has_no_digest() -> None:
    """Nothing waited, nothing is sent."""
    assert Stage(house(NOTE)).fire("10:00").until("12:00", day=5).told(PageKind.DIGEST) == ["09:00 ayse"]


def test_a_digest_of_a_removed_rule_is_dropped_with_a_reason() -> None:
    """`alertd why` says what became of it."""
    stage = Stage(house(NOTE)).fire("10:00").load(house()).until("12:00", day=1)

    assert stage.pages == []
    assert "digest-dropped" in stage.reasons()
