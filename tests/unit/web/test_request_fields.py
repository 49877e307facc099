"""What a request asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.web import request_fields
from alertd.web.refusals import Malformed
from tests.unit.web.fake_backend import NOW


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("1h30m", 5400), ("2d", 172800), ("1w", 604800), (" 2h ", 7200)]
)
def test_durations(text: str, seconds: int) -> None:
    """The units of the rule language, largest first."""
    assert request_fields.span(text, "for") == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "2", "h", "30m1h", "-2h", "1.5h", "two hours", "2H", "٢h2", "99999999999s"])
def test_what_is_no_duration(text: str) -> None:
    """The field is named."""
    with pytest.raises(Malformed, match='"for" is no duration'):
        request_fields.span(text, "for")


@given(text=st.text(max_size=40))
def test_no_instant_is_a_fault(text: str) -> None:
    """Any text is an instant with a zone, a duration before now, or refused."""
    try:
        at = request_fields.instant(text, "since", NOW)
    except Malformed:
        return
    assert at.tzinfo is not None


@given(value=st.text(max_size=60))
def test_a_field_has_no_hidden_signs(value: str) -> None:
    """Directions and controls are taken out; emoji and joiners of other scripts stay."""
    try:
        text = request_fields.text({"by": value}, "by")
    except Malformed:
        return
    assert not set(text) & set("\x00\x1b\u202e\u2066\ufeff")
    assert request_fields.text({"by": "سلام\u200cها 👩\u200d🚒"}, "by") == "سلام\u200cها 👩\u200d🚒"


def test_long_fields_are_refused() -> None:
    """A name has 200 characters, a note 2,000."""
    for read, length in ((lambda body: request_fields.text(body, "note"), 200), (request_fields.note, 2000)):
        assert len(read({"note": "x" * length})) == length
        with pytest.raises(Malformed, match="longer than"):
            read({"note": "x" * (length + 1)})


@pytest.mark.parametrize("end", ["\n", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\n\n\n"])
def test_a_name_is_one_line(end: str) -> None:
    """A second line would pass for another entry of a list or a log; a note keeps its lines, however they are written."""
    assert request_fields.text({"by": f"ann{end}ok: solved"}, "by") == "ann ok: solved"
    assert request_fields.note({"note": f"one{end}two"}) == "one\ntwo"


@pytest.mark.parametrize("sign", ["\x1b", "\x9b", "\x80", "\x7f", "\u061c", "\u2066", "\u2060", "\ufeff", "\ud800"])
def test_what_steers_or_hides_is_taken_out(sign: str) -> None:
    """Of names and of notes."""
    assert request_fields.text({"by": f"a{sign}n"}, "by") == "an"
    assert request_fields.note({"note": f"a{sign}n"}) == "an"


@pytest.mark.parametrize(
    "value", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "1989-12-31T23:59:59Z"]
)
def test_an_instant_beside_the_calendar_is_refused(value: str) -> None:
    """A day before or after it must exist too: a search looks that far."""
    with pytest.raises(Malformed, match="is not in the years 1990 to 2200"):
        request_fields.instant(value, "until", NOW)


def test_a_long_time_ago_ends_at_the_first_day_there_is() -> None:
    """9999 weeks are as good as all of it."""
    assert request_fields.instant("9999w", "since", NOW).year == 1990
