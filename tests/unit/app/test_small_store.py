"""Reports over a real store: of a small one the first who looks has the numbers, and a large one leaves the daemon alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from alertd.app import posts as post_room
from alertd.app import reader as room
from alertd.app.aside import Aside
from alertd.app.posts import PostReader
from alertd.app.reader import Reader
from alertd.errors import StoreUnavailable
from alertd.model.rule import Playbook, Severity
from alertd.report.forecast import Forecast
from alertd.report.jobs import REPORTS, Job, ReportJob, tables_of
from alertd.report.working import worked_out
from alertd.store.opening import open_store
from alertd.store_port import Place
from alertd.web.refusals import TooBusy
from tests.unit.report.stores import BEGAN, fill, house, post

pytestmark = pytest.mark.asyncio

MINUTE = timedelta(minutes=1)
SINCE, UNTIL = BEGAN - timedelta(hours=1), BEGAN + timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a store with two questions, one of which we answered."""
    fill(
        tmp_path,
        [
            post("1", BEGAN, "acme burned my hand", author="u_1"),
            post("2", BEGAN + MINUTE, "acme smokes", author="u_2"),
            post("r1", BEGAN + 13 * MINUTE, "we are sorry", in_reply_to="1", author="a_1", author_handle="acme_help"),
        ],
    ).close()
    return tmp_path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Return a list of what a process was asked for; none is started."""
    jobs: list[Job] = []

    async def work(_: Aside, job: Job) -> bytes:
        """Answer with no table."""
        jobs.append(job)
        return b"[]"

    monkeypatch.setattr(Aside, "work", work)
    monkeypatch.setattr(room, "PATIENCE", 60.0)  # a loaded machine may need long; what is tested is who reads
    return jobs


@pytest.fixture
def reader(folder: Path, asked: list[Job]) -> Iterator[Reader]:
    """Return the reader of the web over the store."""
    running = SimpleNamespace(
        open_reader=partial(open_store, folder, read_only=True),
        settings=SimpleNamespace(place=Place(folder=folder)),
        clock=SimpleNamespace(now=lambda: UNTIL),
        writer=SimpleNamespace(
            store=SimpleNamespace(faults=(StoreUnavailable,)),
            fold=SimpleNamespace(engine=SimpleNamespace(house=house())),
        ),
    )
    made = Reader(cast("Any", running))
    yield made
    made.close()


async def test_the_first_who_looks_at_a_small_store_has_its_numbers(
    reader: Reader, folder: Path, asked: list[Job]
) -> None:
    """No process is started, and every report is what the process would have said."""
    found = {name: await reader.report(name, SINCE, UNTIL) for name in REPORTS}

    assert asked == []
    store = open_store(folder, read_only=True)
    try:
        for name in REPORTS:
            job = ReportJob(name=name, since=SINCE, until=UNTIL, now=UNTIL)
            assert found[name] == tables_of(worked_out(store, job)), name
    finally:
        store.close()
    assert any(cell.number == 2 for row in (found["response"] or ())[0].rows for cell in row)


async def test_who_asked_in_a_time_that_is_past_had_a_day_before_they_count_as_left(folder: Path) -> None:
    """At its end nobody had waited so long; three days later, as any day later, one of the two has, and the other was answered."""
    store = open_store(folder, read_only=True)
    try:
        found = []
        for now in (None, UNTIL, UNTIL + timedelta(days=1), UNTIL + timedelta(days=3)):
            table = tables_of(worked_out(store, ReportJob(name="response", since=SINCE, until=UNTIL, now=now)))[0]
            row = dict(zip(table.columns, table.rows[0], strict=True))
            found.append((row["conversations"].number, row["answered"].number, row["missed"].number))
    finally:
        store.close()

    assert found == [(2, 1, 0), (2, 1, 0), (2, 1, 1), (2, 1, 1)]


async def test_a_larger_store_is_read_aside(reader: Reader, asked: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    """By one event more it is: the engine's thread shares the interpreter with whoever reads here."""
    monkeypatch.setattr(post_room, "SMALL", 0)
    assert await reader.report("response", SINCE, UNTIL) == ()
    assert asked == [ReportJob(name="response", since=SINCE, until=UNTIL, now=UNTIL)]


async def test_the_same_is_not_read_again_for_the_next_who_looks(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small or large: an answer is kept."""
    first = await reader.report("rules", SINCE, UNTIL)
    monkeypatch.setattr(PostReader, "of_small_store", None)
    assert await reader.report("rules", SINCE, UNTIL) is first


async def test_a_store_that_cannot_be_read_is_told_as_a_report_that_could_not_be_made(
    reader: Reader, asked: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a process ends over it: the page stands, and says so."""

    async def fails(_: PostReader, __: Job) -> bytes:
        """Fail as a damaged file does."""
        raise StoreUnavailable("the file is damaged")

    monkeypatch.setattr(PostReader, "of_small_store", fails)
    with pytest.raises(TooBusy, match="could not be worked out"):
        await reader.report("reach", SINCE, UNTIL)
    assert asked == []


async def test_a_rule_with_saved_replies_can_be_tried_on_the_last_weeks(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each shipped rule has some, by language: "what if ...?" failed for all of them, and only rules of tests had none."""
    asked: list[Job] = []

    async def work(_: Aside, job: Job) -> bytes:
        asked.append(job)
        return msgspec.json.encode(Forecast(begins_at=SINCE, ends_at=UNTIL, mentions=0, rules=(), alarms=()))

    monkeypatch.setattr(Aside, "work", work)
    kept = Playbook(steps=("Ask",), replies={"en": "Sorry."}, statements={"en": "We look into it."})
    rule = house().rules[0].with_(playbook=kept)
    for tried in (rule, rule, rule.with_(severity=Severity.NOTICE)):
        assert await reader.forecast(tried, SINCE, UNTIL) is not None

    assert len(asked) == 2
