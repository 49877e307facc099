"""What people say for a number, a day or a span: found in every language of pages, and what is offered can be read."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.rulefile.conditions import catalogue
from alertd.rulefile.people import PEOPLE_FILE
from alertd.rulefile.rules import RULES_FILE
from alertd.rulefile.settings_file import SETTINGS_FILE
from alertd.sources.registry import SOURCE_OPTIONS
from alertd.yamlform import amounts, clocks, synonyms, units
from alertd.yamlform.findings import nearest
from alertd.yamlform.shapes import Schema
from alertd.yamlform.spoken import day_said, days_said, number_said, span_said

WEEK = (
    ("en", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    ("tr", "Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar"),
    ("ru", "понедельник вторник среда четверг пятница суббота воскресенье"),
    ("fr", "lundi mardi mercredi jeudi vendredi samedi dimanche"),
    ("pt", "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo"),
    ("zh", "星期一 星期二 星期三 星期四 星期五 星期六 星期日"),
    ("ar", "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"),
)


@pytest.mark.parametrize(("tongue", "days"), WEEK)
def test_the_days_of_the_week_are_known_in_each_language_of_pages(tongue: str, days: str) -> None:
    """Large or small; and each of them is another day."""
    assert tuple(day_said(day) for day in days.split()) == clocks.DAY_NAMES, tongue
    assert tuple(day_said(day.upper()) for day in days.split()) == clocks.DAY_NAMES, tongue


@pytest.mark.parametrize(
    ("said", "number"),
    [("one", "1"), ("Twelve", "12"), ("beş", "5"), ("десять", "10"), ("sept", "7"), ("três", "3"), ("九", "9"), ("ten a day", "10 a day")],
)  # fmt: skip
def test_small_numbers_are_known_as_words(said: str, number: str) -> None:
    """What stands behind the word stays."""
    assert number_said(said) == number


@pytest.mark.parametrize("word", ["on", "off", "any", "", "tent", "10", "of one"])
def test_what_only_looks_like_a_number_is_none(word: str) -> None:
    """A switch is not the Turkish ten."""
    assert number_said(word) is None


@pytest.mark.parametrize(
    ("said", "span"),
    [
        ("hourly", "1h"), ("a day", "1d"), ("every week", "1w"), ("once a month", "30d"), ("per year", "365d"), ("haftalık", None),
        ("2 months", "60d"), ("3 мес.", "90d"), ("1 yıl", "365d"), ("2 ans", None), ("6 mois", "180d"), ("1 année", "365d"),
    ],
)  # fmt: skip
def test_spans_of_one_unit_and_of_months_are_known(said: str, span: str | None) -> None:
    """A month is thirty days, as a calendar of rules has it; what is not known is not guessed."""
    assert span_said(said) == span


def test_a_row_of_days_is_read_in_two_parts() -> None:
    """With a word or a dash between them, in one language or two."""
    assert days_said("Mon to Fri") == days_said("pazartesi – cuma") == days_said("lundi through пятница") == "mon-fri"
    assert days_said("mon") is None
    assert days_said("mon to never") is None


@given(st.one_of(st.text(max_size=20), st.sampled_from([word for _, days in WEEK for word in days.split()])))
def test_whatever_is_said_is_understood_or_not_and_never_an_error(text: str) -> None:
    """And what is offered can be read by the reader that offers it."""
    span, day, number = span_said(text), day_said(text), number_said(text)

    assert span is None or units.span(span)
    assert day is None or day in clocks.DAY_NAMES
    assert number is None or number[0].isdigit()


@pytest.mark.parametrize("table", [amounts._NAMESAKES, amounts._ABBREVIATIONS, amounts._CITIES])
def test_every_zone_that_is_offered_is_one(table: dict[str, str]) -> None:
    """A suggestion that the next run refuses would be a bad joke."""
    assert [city for city, zone in table.items() if ZoneInfo(zone).key != zone] == []


def test_every_language_that_is_offered_is_one() -> None:
    """By its own name, in English, or by the country where it is spoken."""
    offered = {*amounts._LANGUAGE_NAMES.values(), *amounts._COUNTRIES.values()}

    assert {code for code in offered if amounts.language(code) != code} == set()


def test_every_word_that_a_synonym_stands_for_is_a_word_of_ours() -> None:
    """A key or a value that somewhere may stand; else the synonym is dead, or offers what is refused."""
    forms = (SETTINGS_FILE, PEOPLE_FILE, RULES_FILE, *SOURCE_OPTIONS.values(), *catalogue.SIMPLE.values())
    ours = {*catalogue.ALL, *SOURCE_OPTIONS, "all", "weekdays", "true", "false", "sms", "email"}
    for form in forms:
        ours |= set(_words(form.schema()))

    assert sorted(set(synonyms._MEANT) - ours) == []


@pytest.mark.parametrize("ours", synonyms._MEANT)
def test_each_synonym_leads_to_its_word(ours: str) -> None:
    """Whatever else is spelt like it."""
    for word in synonyms._MEANT[ours].split("; "):
        assert nearest(word, [ours, "zzz"]) == ours
        assert nearest(word.upper(), [ours, "zzz"]) == ours or word.upper().casefold() != word


def _words(schema: Schema) -> list[str]:
    """Return every key and every fixed word of a schema."""
    found = [*schema.get("properties", {}), *(str(word) for word in schema.get("enum", []))]
    below = [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]
    below += [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    for part in below:
        found += _words(part)
    return found
