"""What an answer of a provider means."""

from __future__ import annotations

import pytest

from alertd.notifiers import answers


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(302, True), (400, True), (401, True), (404, True), (408, False), (410, True), (425, False), (429, False)]
    + [(status, False) for status in (500, 502, 503, 504, 599)],
)
def test_status(status: int, *, permanent: bool) -> None:
    """Refusals end a page's way; overload and faults of the provider do not."""
    error = answers.refusal(status)

    assert error.permanent is permanent
    assert not error.unknown
    assert str(status) in str(error)


@pytest.mark.parametrize(
    ("header", "date", "wait"),
    [
        ("7", None, 7.0),
        ("0", None, 0.0),
        ("-3", None, None),
        ("nan", None, None),
        ("inf", None, None),
        ("", None, None),
        ("garbage", None, None),
        ("Sat, 21 Nov 2026 10:01:00 GMT", "Sat, 21 Nov 2026 10:00:00 GMT", 60.0),
        ("Sat, 21 Nov 2026 09:00:00 GMT", "Sat, 21 Nov 2026 10:00:00 GMT", 0.0),
        ("Sat, 21 Nov 2026 10:01:00 GMT", None, None),
        ("Sat, 21 Nov 2026 10:01:00", "Sat, 21 Nov 2026 10:00:00 -0000", 60.0),
    ],
)
def test_retry_after(header: str, date: str | None, wait: float | None) -> None:
    """Both forms of Retry-After are read, dates by the provider's own clock; nonsense is no wait."""
    assert answers.seconds(header, date) == wait
