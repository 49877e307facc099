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


@pytest.mark.parametrize(
    ("status", "word", "retry_after", "is_open"),
    [
        (500, "", None, True),
        (502, "", None, True),
        (503, "", None, True),
        (503, "", "30", False),  # "not now" is a no
        (500, "", "30", True),
        (504, "Gateway Timeout", None, True),
        (520, "", None, True),
        *((status, "", None, False) for status in (501, 505, 507, 508, 511)),
        *((status, "", None, False) for status in (301, 400, 401, 403, 404, 408, 410, 413, 425, 429)),
        (500, "ratelimited", None, False),
        (500, "21211", None, False),  # Twilio: no such number
        (503, "service_unavailable", None, False),
        (200, "", None, True),
        (200, "internal_error", None, True),
        (500, "fatal_error", None, True),
        (200, "channel_not_found", None, False),
        (200, "ratelimited", None, False),
        (200, "a_word_nobody_knows", None, False),
    ],
)
def test_what_leaves_open_whether_it_was_taken(
    status: int, word: str, retry_after: str | None, *, is_open: bool
) -> None:
    """A server that broke may have taken the page before; one that refuses, by number or by name, has not."""
    refused = (
        answers.unconvinced(word) if status == 200 else answers.refusal(status, words=word, retry_after=retry_after)
    )

    assert refused.may_have_arrived is is_open
    assert not refused.unknown


def test_a_code_refuses_where_the_sentence_does_not() -> None:
    """Twilio says what is wrong by a number beside its sentence."""
    assert not answers.refusal(500, words="Something went wrong", code="21610").may_have_arrived
    assert answers.refusal(500, words="Something went wrong", code="20500").may_have_arrived
