"""A forecast told in the reader's language: words for people, names for programs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.languages.forecast_tables import FORECASTS
from alertd.report.forecast import Alarm, Expected, Forecast
from alertd.report.forecast_report import COLUMNS, OF_ALARMS, told, told_in
from alertd.report.render import rendered

ENDS = datetime(2026, 11, 5, 9, tzinfo=UTC)
NAMES = {"storm": "Шторм"}


def alarm(number: int = 0, *, quiet: bool = False, woken: bool = False, night: bool = False) -> Alarm:
    """Return one alarm of the storm, numbered by the hour."""
    return Alarm(
        at=ENDS - timedelta(hours=number), rule="storm", watch="acme", incident=f"i{number}", to="ayse",
        in_quiet_hours=quiet, is_woken=woken, is_night=night,
    )  # fmt: skip


def of(alarms: int = 1, *, days: float = 7.0, shown: tuple[Alarm, ...] = (), all_pages: int = 3) -> Forecast:
    """Return a forecast of one rule."""
    rule = Expected(
        rule="storm", severity="crisis", fired=alarms, alarms=alarms, pages=alarms, all_pages=all_pages, notices=0,
        to={"ayse": alarms}, in_quiet_hours=0, woken=0, at_night=0,
    )  # fmt: skip
    begins = ENDS - timedelta(days=days)
    return Forecast(begins_at=begins, ends_at=ENDS, mentions=21_000, rules=(rule,), alarms=shown)


def text(found: Forecast, language: str, zone: str = "UTC") -> str:
    """Return what a reader sees on a terminal."""
    return rendered(told_in(found, language, NAMES, zone), "table")


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_every_language_says_all(code: str) -> None:
    """The same keys with the same fields, and a head for every column."""
    fields = {key: sorted(re.findall(r"\{[a-z]+\}", said)) for key, said in FORECASTS["en"].items()}

    assert {key: sorted(re.findall(r"\{[a-z]+\}", said)) for key, said in FORECASTS[code].items()} == fields
    assert sorted(FORECASTS) == sorted(LANGUAGES)
    assert set(COLUMNS) | set(OF_ALARMS) <= set(FORECASTS[code])


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_no_english_is_left(code: str) -> None:
    """Neither a column's own name nor a sentence of the reference stands in another language."""
    shown = text(of(shown=(alarm(quiet=True, woken=True), alarm(1, quiet=True), alarm(2, night=True))), code)

    assert "{" not in shown
    for key in ("fired", "all_pages", "in_quiet_hours", "at_night"):
        assert key not in shown
    if code != "en":
        assert not [key for key, said in FORECASTS["en"].items() if len(said) > 12 and said in shown]
        assert "rules" not in shown


@pytest.mark.parametrize(
    ("code", "number", "said"),
    [
        ("en", 1, "1 alarm ("),
        ("en", 0, "0 alarms ("),
        ("ru", 1, "1 тревога ("),
        ("ru", 3, "3 тревоги ("),
        ("ru", 11, "11 тревог ("),
        ("ru", 21, "21 тревога ("),
        ("fr", 0, "0 alarme ("),
        ("fr", 2, "2 alarmes ("),
        ("pt", 1, "1 alarme ("),
        ("tr", 5, "5 alarm ("),
        ("zh", 5, "5 次警报（"),
    ],
)
def test_plurals(code: str, number: int, said: str) -> None:
    """As each language counts."""
    assert said in text(of(number), code)


def test_numbers_as_the_language_writes_them() -> None:
    """12,345 in English is twelve in French: a count is written whole, and stays a number that stands to the right."""
    shown = text(of(all_pages=12_345), "fr")
    (row,) = [line for line in shown.splitlines() if line.startswith("Шторм")]

    assert "12\u00a0345" in row
    assert "12,345" not in shown
    assert "21 000 publications" in shown  # a line of its own breaks nowhere
    assert "12.345" in text(of(all_pages=12_345), "tr")


@pytest.mark.parametrize(
    ("one", "key"),
    [
        (alarm(quiet=True, woken=True), "is_woken"),
        (alarm(quiet=True, night=True), "is_held"),
        (alarm(night=True), "is_night"),
    ],
)
def test_whose_hours(one: Alarm, key: str) -> None:
    """Woken, held, or only night; by day nothing is said."""
    assert FORECASTS["tr"][key] in told_in(of(shown=(one,)), "tr", NAMES).tables[1].rows[0]
    assert told_in(of(shown=(alarm(),)), "tr", NAMES).tables[1].rows[0][-1] is None


def test_a_rule_by_its_name() -> None:
    """In the list of rules and in that of alarms; one without a name in the house keeps its id."""
    named, nameless = told_in(of(shown=(alarm(),)), "ru", NAMES), told_in(of(shown=(alarm(),)), "ru", {})

    assert [table.rows[0][at] for table, at in zip(named.tables, (0, 1), strict=True)] == ["Шторм", "Шторм"]
    assert [table.rows[0][at] for table, at in zip(nameless.tables, (0, 1), strict=True)] == ["storm", "storm"]


def test_a_rate_only_of_a_day_or_more() -> None:
    """Two alarms in an hour are not 336 a week."""
    assert FORECASTS["en"]["would"].partition("{")[0] in text(of(2, days=0.05), "en")
    assert "a week" not in text(of(2, days=0.05), "en")
    assert "(2 a week)" in text(of(2, days=7), "en")
    assert "(0,5 par semaine)" in text(of(2, days=28), "fr")


def test_the_readers_clock() -> None:
    """Title, list and instants agree on a zone, which is named; programs get UTC whatever it is."""
    found = of(shown=(alarm(),))
    shown = text(found, "tr", "Europe/Istanbul")

    assert "2026-11-05 12:00 Europe/Istanbul" in shown
    assert "Alarmlar (Europe/Istanbul)" in shown
    assert "2026-11-05 12:00:00" in shown
    assert told(found, "Europe/Istanbul").body == told(found).body
    assert told(found).body["alarms"][0]["at"] == "2026-11-05T09:00:00.000Z"


def test_many_alarms_are_cut_and_it_is_said() -> None:
    """The newest fifty, of how many."""
    found = of(60, shown=tuple(alarm(60 - number) for number in range(60)))
    table = told_in(found, "ru", NAMES).tables[1]

    assert (len(table.rows), table.title) == (50, "Последние 50 из: 60 тревог (UTC)")


@pytest.mark.parametrize("form", ["csv", "json"])
def test_programs_read_the_same_names(form: str) -> None:
    """A column keeps its name in every language."""
    shown = rendered(told_in(of(), "zh", NAMES), form)

    assert all(column in shown for column in COLUMNS)


def test_a_page_names_its_language() -> None:
    """A screen reader speaks it as it is written."""
    assert '<html lang="ru">' in rendered(told_in(of(), "ru", NAMES), "html")
    assert '<html lang="en">' in rendered(told(of()), "html")
