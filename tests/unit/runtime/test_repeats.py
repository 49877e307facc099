"""A warning that says the same again and again is one line a minute, and says how many it stands for; nothing else is held back."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from alertd.runtime import floods, logs
from alertd.runtime.floods import Flood
from alertd.runtime.redaction import Redactor
from alertd.runtime.repeats import Repeats


class Journal:
    """What this process writes, with a clock that is turned by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = 0.0
        self._stream = io.StringIO()
        monkeypatch.setattr(logs, "Repeats", lambda: Repeats(lambda: self.at))
        logs.start(redactor=Redactor(), stream=self._stream, as_json=True)
        self.ours = structlog.get_logger("alertd.outbox")

    def lines(self) -> list[dict[str, object]]:
        """Return what was written."""
        return [json.loads(line) for line in self._stream.getvalue().splitlines()]


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Journal]:
    """Return the journal of a process; leave no door open behind it."""
    yield Journal(monkeypatch)
    structlog.reset_defaults()
    logging.getLogger().handlers.clear()


def test_a_full_disk_is_one_line_a_minute(journal: Journal) -> None:
    """Who leases pages tries again each second, for hours."""
    for second in range(181):
        journal.at = float(second)
        journal.ours.warning("outbox.failed", error="database or disk is full")
    told = journal.lines()
    assert [line["event"] for line in told] == ["outbox.failed"] * 4
    assert [line.get("untold") for line in told] == [None, 59, 59, 59]


def test_each_page_that_reached_nobody_is_told(journal: Journal) -> None:
    """They differ by whose they are; so do two errors of one kind."""
    for page in range(300):
        journal.ours.error("page.dead", page_id=f"p{page}", to="alice")
    journal.ours.error("source.failed", source="feed", error="401")
    journal.ours.error("source.failed", source="feed", error="403")
    assert len(journal.lines()) == 302


def test_what_is_no_warning_is_told_each_time(journal: Journal) -> None:
    """Two pages that were taken are two, though their lines be the same."""
    for _ in range(3):
        journal.ours.info("page.accepted")
    assert len(journal.lines()) == 3


def test_a_library_that_complains_without_end_is_one_line_a_minute_too(journal: Journal) -> None:
    """Its lines are no objects of ours; what is put into them counts."""
    for _ in range(9):
        logging.getLogger("urllib3").warning("Retrying %s", "host")
    logging.getLogger("urllib3").warning("Retrying %s", "other")
    assert [line["event"] for line in journal.lines()] == ["Retrying host", "Retrying other"]


def test_the_same_crash_is_one_traceback_a_minute(journal: Journal) -> None:
    """Its frames are another object each time, and say nothing new."""
    for _ in range(5):
        try:
            _fail()
        except RuntimeError as error:
            journal.ours.error("task.crashed", task="follow", error=repr(error), exc_info=error)
    (line,) = journal.lines()
    assert "RuntimeError: no" in str(line["exception"])


@pytest.mark.parametrize("is_ours", [True, False], ids=["ours", "a library's"])
def test_the_same_words_raised_in_two_places_are_two_tracebacks(journal: Journal, is_ours: bool) -> None:
    """Whoever mends the first must not learn of the second a minute later."""
    for fail in (_fail, _fail_elsewhere, _fail, _fail_elsewhere):
        try:
            fail()
        except RuntimeError as error:
            if is_ours:
                journal.ours.error("task.crashed", task="follow", error=repr(error), exc_info=error)
            else:
                logging.getLogger("urllib3").exception("it broke")
    assert [str(line["exception"]).splitlines()[-2].strip() for line in journal.lines()] == [
        'raise RuntimeError("no")',
        'raise RuntimeError("n" + "o")',
    ]


def test_an_error_that_was_never_raised_is_known_by_its_words(journal: Journal) -> None:
    """It has no place."""
    for words in ("no", "no", "never"):
        journal.ours.error("task.crashed", error=words, exc_info=RuntimeError(words))
    assert [line["error"] for line in journal.lines()] == ["no", "never"]


def _fail() -> None:
    raise RuntimeError("no")


def _fail_elsewhere() -> None:
    raise RuntimeError("n" + "o")


def test_what_is_remembered_of_floods_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger who makes each line another one, all within a minute, makes no leak: the kinds that were told longest ago are forgotten."""
    monkeypatch.setattr(floods, "MOST", 10)
    at = 0.0
    flood = Flood(lambda: at)
    for number in range(200):
        at = number * 0.1
        assert flood.begins(f"kind {number}") == 0
        assert len(flood._told) <= 10
    assert [flood.begins(f"kind {number}") for number in (199, 190, 0)] == [None, None, 0]


def test_a_flood_goes_on_beside_lines_of_other_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told each minute with its count, and as the newest then: whoever comes between does not push it out."""
    monkeypatch.setattr(floods, "MOST", 10)
    at = 0.0
    flood, told = Flood(lambda: at), []
    for second in range(181):
        at = float(second)
        told.append(flood.begins("steady"))
        if second % 10 == 0:
            flood.begins(f"kind {second}")
    assert [one for one in told if one is not None] == [0, 59, 59, 59]
