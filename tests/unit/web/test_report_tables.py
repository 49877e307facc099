"""The tables of a report: beside the period before, and as a download."""

from __future__ import annotations

import csv
import io

import pytest

from alertd.core.wording.languages import language
from alertd.report import pages_report, reach_report, response_report, rules_report
from alertd.report.latency import STAGES
from alertd.report.response import WEEKDAYS
from alertd.report.typed import TypedCell, TypedTable
from alertd.web.report_tables import as_csv, shown
from alertd.web.row_words import RowWords
from alertd.web.words import WORDS


def reader(code: str = "en", **rules: str) -> RowWords:
    """Return the words of who reads a language."""
    return RowWords(t=WORDS[code], tongue=language(code), rules=rules)


def text(value: str) -> TypedCell:
    """Return a text."""
    return TypedCell(kind="text", text=value)


def number(value: float, kind: str = "number") -> TypedCell:
    """Return a number."""
    return TypedCell(kind=kind, number=value)


def table(*rows: tuple[TypedCell, ...], columns: tuple[str, ...] = ("rule", "fired", "median_ack_s")) -> TypedTable:
    """Return a table of rules."""
    return TypedTable(title="", columns=columns, rows=rows)


def test_each_number_stands_beside_the_one_of_the_same_name_before() -> None:
    """By what the row is about, not by where it stands; what is new, gone or the same has nothing beside it."""
    now = table((text("storm"), number(4), number(60, "span")), (text("mood"), number(2), TypedCell(kind="none")))
    before = table((text("old"), number(9), number(9, "span")), (text("storm"), number(7), number(60, "span")))
    rows = shown("rules", "Rules", now, before, reader()).rows
    assert rows[0][1].before == number(7)
    assert rows[0][2].before is None
    assert all(cell.before is None for cell in rows[1])


def test_names_are_never_held_against_each_other() -> None:
    """A severity that changed is no number that moved."""
    now, before = table((text("storm"), text("crisis"), number(1))), table((text("storm"), text("urgent"), number(1)))
    assert all(cell.before is None for row in shown("rules", "", now, before, reader()).rows for cell in row)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_columns_are_called_in_the_readers_language(code: str) -> None:
    """One that has no word yet is called as programs call it, without underscores."""
    made = shown("rules", "", table(columns=("rule", "median_ack_s", "brand_new_column")), None, reader(code))
    assert made.columns == (WORDS[code]["c_rule"], WORDS[code]["c_median_ack_s"], "brand new column")


def test_a_long_table_is_cut_on_the_page_and_whole_in_the_download() -> None:
    """What is not open opens on demand, and the page says how many rows it left out."""
    long = table(*((text(f"rule {n}"), number(n), number(n, "span")) for n in range(300)))
    made = shown("rules", "", long, None, reader())
    assert (len(made.rows), len(made.folded), made.left_out) == (15, 200, 85)
    assert [row[0].cell.text for row in (*made.rows, *made.folded)] == [f"rule {n}" for n in range(215)]
    assert len(as_csv(long).splitlines()) == 301


def test_the_rule_that_paged_stands_first_and_those_that_never_fired_are_folded() -> None:
    """In whatever order the files have them; rules alike stay in that order, and each number beside its own of before."""
    columns = ("rule", "fired", "pages")
    idle = [(text(f"idle {n}"), number(0), number(0)) for n in range(20)]
    asked, often, paged = ((text(name), number(n), number(p)) for name, n, p in (("a", 3, 0), ("b", 9, 0), ("c", 1, 8)))
    made = shown(
        "rules", "", table(*idle, asked, often, paged, columns=columns), table(paged, columns=columns), reader()
    )
    assert [row[0].cell.text for row in made.rows] == ["c", "b", "a"]
    assert [row[0].cell.text for row in made.folded] == [f"idle {n}" for n in range(20)]
    assert all(cell.before is None for cell in made.rows[0])
    assert made.left_out == 0


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.example")'])
def test_no_cell_of_a_download_is_a_formula(evil: str) -> None:
    """Names come from strangers, and a spreadsheet runs what begins like a formula."""
    (_, row) = csv.reader(io.StringIO(as_csv(table((text(evil), number(-3), number(0.25, "share"))))))
    assert row == [f"'{evil}", "-3", "0.25"]


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_column_that_people_see_has_a_word(code: str) -> None:
    """In each language: a column of a report that gets none would be read as programs call it."""
    columns = {*response_report.COLUMNS, *rules_report.COLUMNS, *reach_report.COLUMNS, *pages_report.CHANNELS}
    columns |= {*pages_report.COLUMNS[:6], "author", "platform", "audience", "amplification_top"}
    assert {one for one in columns if f"c_{one}" not in WORDS[code]} == set()


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_row_that_people_see_has_a_word(code: str) -> None:
    """What a report calls its groups, stages and sums in English is not read in English by anybody else."""
    words = reader(code)
    groups = ("all", "platform", "watch", "language", "priority", "hour", "weekday", "responder", "agent")
    said = [words.said("by", "", one) for one in groups]
    said += [words.said("name", "all", one) for one in response_report.WHOLE.values()]
    said += [words.said("name", "weekday", one) for one in WEEKDAYS]
    said += [words.said("stage", "", one) for one in STAGES]
    said += [words.said("severity", "storm", one) for one in ("crisis", "urgent", "notice", "gone")]
    assert all(said)
    assert len(set(said)) >= len(said) - 1
    raw = {*groups, *response_report.WHOLE.values(), *WEEKDAYS, *STAGES}
    # French and Turkish call a platform as English does, and "agent" and the like may be the same word by chance.
    assert code == "en" or len(raw & set(said)) <= 1, raw & set(said)


def test_rows_are_said_in_the_readers_words() -> None:
    """A language by what it is called, a platform by its name, a rule by its own, an hour as a clock shows it."""
    turkish = reader("tr", storm="Fırtına")
    assert turkish.said("name", "language", "en") == "İngilizce"
    assert turkish.said("name", "language", "bg") == "Bulgarca"
    assert turkish.said("name", "language", "id") == "Endonezce"
    assert turkish.said("name", "language", "qqq") == "qqq", "one for which nobody has a word"
    assert turkish.said("name", "language", "und") == "bilinmiyor"
    assert turkish.said("name", "platform", "x") == turkish.said("platform", "acme", "x") == "X"
    assert turkish.said("rule", "storm", "storm") == "Fırtına"
    assert turkish.said("name", "hour", "07") == "07:00"
    assert turkish.said("name", "weekday", "sun") == "pazar"


def test_a_watch_is_called_as_people_call_it() -> None:
    """In a column of watches and in a group of them; a person or a rule of that name is somebody else."""
    words = reader("en").with_(brands={"acme": "Acme Kettles"})
    assert words.said("watch", "acme", "acme") == words.said("name", "watch", "acme") == "Acme Kettles"
    assert words.said("name", "agent", "acme") == words.said("channel", "acme", "acme") == "acme"


@pytest.mark.parametrize("name", ["open", "noise", "all", "mon", "conversations", "gone", "usual"])
def test_what_somebody_named_stays_as_it_is_named(name: str) -> None:
    """A watch, a person or a rule may be called as one of our own words is."""
    turkish = reader("tr")
    assert turkish.said("watch", name, name) == name
    assert turkish.said("name", "watch", name) == turkish.said("name", "agent", name) == name
    assert turkish.said("rule", name, name) == turkish.said("channel", name, name) == name


def test_a_row_is_found_again_by_what_programs_call_it() -> None:
    """The words of a reader stand on the page; the period before is beside it all the same, and the download keeps its names."""
    columns = ("by", "name", "conversations")
    now = table((text("weekday"), text("mon"), number(4)), columns=columns)
    before = table((text("weekday"), text("mon"), number(7)), columns=columns)
    row = shown("response", "", now, before, reader("fr")).rows[0]
    assert [one.cell.text for one in row] == ["jour", "lundi", ""]
    assert row[2].before == number(7)
    assert "weekday,mon,4" in as_csv(now)


def titled(*columns: str) -> tuple[str, ...]:
    """Return by which columns a phone shows a table with these, without what says what a row is about."""
    made = shown("any", "", table(columns=columns), None, reader())
    return tuple(columns[at] for at in made.telling)


def test_a_phone_shows_three_columns_of_each_real_table_and_those_that_say_most() -> None:
    """Behind the fade of ten columns nobody looks; each table of the report says what it is about and how it went."""
    assert titled(*response_report.COLUMNS) == ("median_s", "within_1h", "missed")
    assert titled("rule", "severity", "fired", "pages", "people", "useful", "noise", "precision") == (
        "fired", "pages", "precision",
    )  # fmt: skip
    assert titled(*reach_report.COLUMNS) == ("mentions", "authors", "unique_reach")
    assert titled(*pages_report.COLUMNS) == ("pages", "median", "p90")


def test_a_table_that_fits_or_that_nobody_ranked_is_shown_whole() -> None:
    """Columns of somebody's own are not hidden by us."""
    assert titled("rule", "fired", "median_ack_s") == ("fired", "median_ack_s")
    assert titled("lamp", "a", "b", "c", "d", "e") == ("a", "b", "c", "d", "e")
