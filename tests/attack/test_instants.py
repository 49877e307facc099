"""Instants at the ends of the calendar are a sender's fault, never ours."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import finish, load_paths
from alertd.web import request_fields
from alertd.web.refusals import Malformed


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_outside_the_calendar_in_utc_is_refused(value: str) -> None:
    """What has no instant in UTC is answered as malformed, by name, not with an internal fault."""
    with pytest.raises(Malformed, match="since"):
        request_fields.instant(value, "since", datetime(2026, 11, 2, 10, tzinfo=UTC))


PEOPLE = """\
version: 1
channels: {c: {kind: console}}
people: {ann: {c: a}, ben: {c: b}}
schedules: {pr: {people: [ann], timezone: ZONE, overrides: [{from: FROM, until: UNTIL, who: ben}]}}
policies: {night: {steps: [{notify: pr}]}}
"""


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Istanbul"])
@pytest.mark.parametrize(
    "odd",
    ["9999-12-31", "0001-01-01", "'9999-12-31 23:59'", "'0001-01-01T00:00:00+14:00'", "'9999-12-31T23:59:59-14:00'"],
)
def test_a_date_outside_the_calendar_is_told_where_it_stands(odd: str, zone: str, tmp_path: Path) -> None:
    """What people write for "for ever" is no date: a day more, or another zone, and there is none. Neither check nor a reload ends by it."""
    for began, until in ((odd, "2026-12-27"), ("2026-12-24", odd)):
        text = PEOPLE.replace("ZONE", zone).replace("FROM", began).replace("UNTIL", until)
        (tmp_path / "o.yaml").write_text(text, encoding="utf-8")
        files = FileSet()
        load_paths([tmp_path / "o.yaml"], files)
        errors = [one for one in finish(files) if one.level == "error"]

        assert [(one.line, one.name) for one in errors] == [(4, "bad-value")]
        assert text.splitlines()[3][errors[0].column - 1 :].startswith(odd)
        assert "1970 to 2999" in errors[0].text
