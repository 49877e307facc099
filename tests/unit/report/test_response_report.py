"""The response report as people read it: beside the time before, beside competitors, beside what is published."""

from __future__ import annotations

import json

import msgspec
import pytest

from alertd.model.inbox import Counted
from alertd.report.published import PUBLISHED
from alertd.report.render import Report, rendered
from alertd.report.response import response
from alertd.report.response_report import COLUMNS, HEADS, told
from alertd.report.threads import Answer, Said
from alertd.report.typed import typed
from tests.unit.report.posts import answer, at, said

POSTS: list[Said | Answer] = [
    said("0", 0), answer("10", 30, "0"),
    said("1", 70), answer("11", 75, "1"),
    said("2", 80, language="tr"), answer("12", 100, "2", agent="JA"),
    said("3", 90, watch="globex"), answer("13", 92, "3", watch="globex", author="globex"),
]  # fmt: skip


def report(**how: object) -> Report:
    """Return the report of an hour, compared with the hour before it."""
    since = at(60)
    figures = response(POSTS, now=at(120), since=since)
    return told(figures, since=since, until=at(120), competitors=("globex",), **how)  # type: ignore[arg-type]


def table(title: str) -> list[tuple[object, ...]]:
    """Return the rows of one table."""
    return [tuple(row) for one in report().tables if one.title == title for row in one.rows]


def test_the_trend_stands_beside_each_figure() -> None:
    """Three conversations in this hour, one in the hour before."""
    rows = {name: (now, before) for name, now, before in table("Beside the same length of time before")}

    assert rows["conversations"] == (3, 1)
    assert rows["half within"] == (300.0, 1800.0)
    assert rows["in 15m"] == (pytest.approx(2 / 3), 0.0)


def test_competitors_stand_beside_us_with_what_was_visible() -> None:
    """Own brands first; the caveat is told wherever there is a competitor, and nowhere else."""
    assert [row[:3] for row in table("Beside competitors")] == [("own", "acme", 2), ("competitor", "globex", 1)]
    assert any("public" in note for note in report().notes)
    assert report().body["competitors"] == ["globex"]

    alone = told(response(POSTS[:4], now=at(120)), since=None, until=at(120), competitors=("globex",))
    assert not any("competitor" in one.title for one in alone.tables)
    assert not any("competitors" in note for note in alone.notes)


def test_every_published_figure_has_its_source_and_its_year_or_says_that_there_is_none() -> None:
    """A benchmark of nobody knows when is no benchmark."""
    rows = table("What others have published")

    assert len(rows) == len(PUBLISHED)
    assert all(str(row[3]).endswith((")", "no year given)")) for row in rows)
    assert all(one.share is not None or one.seconds is not None for one in PUBLISHED)
    assert report().body["published"][0]["share"] == 0.39


def test_columns_for_programs_stay_and_people_read_words() -> None:
    """CSV keeps its names; the table, Markdown and the page say what is meant."""
    assert len(COLUMNS) == len(HEADS)
    assert rendered(report(), "csv").splitlines()[0] == (
        "by,name,conversations,answered,median_s,p90_s,within_15m,within_1h,within_4h,within_24h,missed"
    )
    for form in ("table", "md", "html"):
        text = rendered(report(), form)
        assert "9 of 10 within" in text
        assert "median_s" not in text


def test_the_page_stands_by_itself_and_draws() -> None:
    """Charts as SVG, nothing loaded from anywhere, no script; each bar's number in words."""
    page = rendered(report(zone="Europe/Istanbul"), "html")

    assert page.count("<svg") == 4
    assert "Conversations by hour of the day (Europe/Istanbul)" in page
    assert "10: 3" in page
    for outside in ("<script", "http://", "https://", "url(", "@import"):
        assert outside not in page.replace("&lt;", "")


def test_names_of_strangers_are_no_markup() -> None:
    """An author, an id and initials may say anything."""
    evil = "<script>x</script>"
    figures = response([said(evil, 0, watch="acme"), answer("2", 1, evil, author=evil)], now=at(60))
    page = rendered(told(figures, since=None, until=at(60)), "html")

    assert "<script" not in page


def test_json_is_one_object_with_all_of_it() -> None:
    """The keys of the contract, and what has come since."""
    found = json.loads(rendered(report(), "json"))

    assert {"all", "waits", "needing_answer", "by", "before", "next_replies", "resolution", "handling"} <= set(found)
    assert found["before"]["all"]["conversations"] == 1
    assert found["by"]["day"]["2026-11-02"]["conversations"] == 3
    assert found["quickest"][0]["id"] == "3"
    assert found == msgspec.to_builtins(found)


def test_rows_of_one_group_are_shown_if_asked_for() -> None:
    """The whole stays on top, so that each row has something to stand beside; programs get all groups either way."""
    figures = response(POSTS, now=at(120), groups={"acme": "ours", "globex": "theirs"})
    shown = told(figures, since=None, until=at(120), by="group")
    rows = shown.tables[0].rows

    assert [row[1] for row in rows if row[0] == "group"] == ["ours", "theirs"]
    assert {row[0] for row in rows} == {"all", "group"}
    assert {"platform", "watch", "group"} <= set(json.loads(rendered(shown, "json"))["by"])


@pytest.mark.parametrize("by", ["day", "person"])
def test_what_the_table_leaves_out_is_shown_if_asked_for(by: str) -> None:
    """A chart tells it otherwise."""
    figures = response(POSTS, now=at(120))

    assert any(row[0] == by for row in told(figures, since=None, until=at(120), by=by).tables[0].rows)
    assert not any(row[0] == by for row in told(figures, since=None, until=at(120)).tables[0].rows)


TITLED = {"acme": "Acme Kettles", "globex": "Globex & Sons"}


def test_people_read_what_things_are_called_and_programs_what_they_are() -> None:
    """Brands by their titles, platforms, languages, weekdays and hours by their names; CSV, JSON and typed cells keep what they had."""
    named = report(titles=TITLED, watches=("acme",), left={"acme": Counted(given_up=3)})
    text = rendered(named, "table")

    assert "(Acme Kettles)" in text.splitlines()[0]
    assert "Left the inbox without an answer: Acme Kettles 3" in text
    for words in ("watch      Acme Kettles", "platform   X ", "language   Turkish", "weekday    Monday", "hour       "):
        assert words in text
    for form in ("table", "md", "html"):
        assert "Globex &amp; Sons" in rendered(named, form).replace("& ", "&amp; ")
    assert rendered(named, "csv") == rendered(report(), "csv")
    assert {**json.loads(rendered(named, "json")), "watches": [], "left": {}} == json.loads(rendered(report(), "json"))
    assert [one.rows for one in typed(named)] == [one.rows for one in typed(report())]


def test_a_title_is_a_stranger_to_a_terminal_and_a_page() -> None:
    """Somebody wrote it into settings: it moves no cursor and is no markup."""
    hostile = report(titles={"acme": "A\x1b[2J<b>|x"}, watches=("acme",))

    assert "\x1b" not in rendered(hostile, "table")
    assert "<b>" not in rendered(hostile, "html")
    assert "<b>" not in rendered(hostile, "md")


def test_a_brand_without_accounts_is_said_to_be_unknown_and_not_slow() -> None:
    """Nobody can tell its answers from other posts: "100 missed" would be read as the fault of its people."""
    mute = [said("0", 0), said("1", 70)]
    unknown = told(response(mute, now=at(120)), since=None, until=at(120), nameless=("acme",), titles={"acme": "Acme"})
    assert any(line.startswith("Whether Acme answered is not known") for line in unknown.lines)

    for posts, nameless in ((mute, ()), (POSTS, ("acme",))):
        known = told(response(posts, now=at(120)), since=None, until=at(120), nameless=nameless)
        assert not any("is not known" in line for line in known.lines)


def test_one_answer_each_is_no_time_from_the_first_to_the_last() -> None:
    """A row of "0 s, 0 s, 100 %" would read as praise."""
    twice = [*POSTS[:2], answer("10b", 50, "0")]
    assert "from our first answer to our last" not in [row[1] for row in table("")]
    figures = told(response(twice, now=at(120)), since=None, until=at(120))
    assert "from our first answer to our last" in [row[1] for row in figures.tables[0].rows]
