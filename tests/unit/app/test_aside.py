"""What takes long is worked out in a process of its own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from alertd.app.aside import MOST_WAITING, Aside, AsideError, AsideFull
from alertd.report.jobs import REPORTS, BurstJob, ForecastJob, ReportJob, burst_of, forecast_of, tables_of
from alertd.report.working import worked_out
from tests.unit.report.stores import BEGAN, NOW, fill, house, quiet_days, storm, storm_rule, support

DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a store with three quiet days, two questions and a storm."""
    fill(tmp_path, [*quiet_days(), *support(), *storm()], house()).close()
    return tmp_path


@pytest.mark.asyncio
async def test_a_report_comes_back_from_another_process(folder: Path) -> None:
    """With the kinds of its cells, so that the page can write them in the reader's language; secrets do not go there."""
    answer = await Aside(folder).work(ReportJob(name="rules", since=BEGAN, until=NOW))
    (table,) = tables_of(answer)
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert (row["rule"].text, row["fired"].number) == ("storm", 1.0)
    assert row["pages"].number == 3.0  # its own, and two promises that nobody keeps
    assert row["median_ack_s"].kind == "none"


@pytest.mark.asyncio
async def test_a_rule_of_another_threshold_is_tried_on_the_past(folder: Path) -> None:
    """It says when it would have paged; the rules that run are left out of it."""
    job = ForecastJob(rule=storm_rule("tried"), since=NOW - 2 * DAY, until=NOW)
    found = forecast_of(await Aside(folder).work(job))
    assert [(one.rule, one.alarms) for one in found.rules] == [("tried", 1)]


@pytest.mark.asyncio
async def test_a_burst_is_drawn_in_another_process(folder: Path) -> None:
    """Who speaks, and the picture, as if it had been drawn here."""
    found = burst_of(await Aside(folder).work(BurstJob(watch="acme", since=NOW - 2 * DAY, until=NOW)))
    assert found.voices.first is not None
    assert found.voices.people == sum(dot.people for dot in found.sketch.dots) + found.sketch.unseen
    nobody = burst_of(await Aside(folder).work(BurstJob(watch="nobody", since=NOW - 2 * DAY, until=NOW)))
    assert (nobody.voices.first, nobody.voices.people, nobody.sketch.dots) == (None, 0, ())


def test_a_job_loads_what_it_needs_and_no_more() -> None:
    """The process that draws a burst loads neither the web nor the engine: each picture would wait for them."""
    seen = "import sys, alertd.app.aside_process; print([m for m in ('aiohttp', 'alertd.core.engine', 'alertd.web', 'networkx') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.asyncio
async def test_what_takes_too_long_is_ended(folder: Path) -> None:
    """And who asked is told; the next job has its turn."""
    aside = Aside(folder, longest=0.0)
    for _ in range(2):
        with pytest.raises(AsideError, match="not worked out within 0 s"):
            await aside.work(ReportJob(name="rules", since=BEGAN, until=NOW))


@pytest.mark.asyncio
async def test_a_process_that_fails_says_so(tmp_path: Path) -> None:
    """There is no store in this folder: who asked is told, and the daemon goes on."""
    with pytest.raises(AsideError, match="ended with 1"):
        await Aside(tmp_path / "nothing").work(ReportJob(name="rules", since=BEGAN, until=NOW))


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_rows_with_as_many_cells_as_columns(folder: Path, name: str) -> None:
    """Over a stretch, and over one in which nothing was: then there are columns all the same."""
    from alertd.store.opening import open_store

    store = open_store(folder, read_only=True)
    try:
        full = tables_of(worked_out(store, ReportJob(name=name, since=BEGAN, until=NOW)))
        empty = tables_of(worked_out(store, ReportJob(name=name, since=BEGAN - 9 * DAY, until=BEGAN - 8 * DAY)))
    finally:
        store.close()
    assert all(len(row) == len(table.columns) for table in (*full, *empty) for row in table.rows)
    assert [table.columns for table in full] == [table.columns for table in empty]


def test_a_report_ends_where_it_was_asked_to(folder: Path) -> None:
    """Posts of the day after do not count: else no period can be held against the one before."""
    from alertd.store.opening import open_store

    store = open_store(folder, read_only=True)
    try:
        found = [
            {row[0].text: row[1].number for row in tables_of(worked_out(store, job))[0].rows}
            for job in (
                ReportJob(name="reach", since=BEGAN, until=BEGAN + DAY),
                ReportJob(name="reach", since=BEGAN, until=BEGAN + 2 * DAY),
            )
        ]
    finally:
        store.close()
    assert found[0]["acme"] == 146.0
    assert found[1]["acme"] == 290.0


@pytest.mark.asyncio
async def test_so_many_wait_and_no_more(folder: Path) -> None:
    """A reader who asks for one period after another fills a queue, not the machine; later there is room again."""
    aside = Aside(folder)
    job = ReportJob(name="rules", since=BEGAN, until=NOW)
    waiting = [asyncio.create_task(aside.work(job)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(AsideFull):
        await aside.work(job)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert tables_of(await aside.work(job))
