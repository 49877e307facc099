"""Signed links: what they carry, how short they are, and what they refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.errors import ConfigurationError
from alertd.runtime.ack_links import REPLAY_KEY, Expired, Link, Tampered, address, live_key, sign, verify

KEY = b"link key for tests, 32 bytes long"
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=24)
IDS = {"incident": "9f2c4e5a1b3d7f60", "page_id": "00112233aabbccdd"}

_names = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_ids = st.one_of(
    st.from_regex(r"[0-9a-f]{16}", fullmatch=True), st.from_regex(r"[0-9A-Fa-f-]{1,30}", fullmatch=True), _names
)


@given(incident=_ids, page_id=_ids, person=_names, round_=st.integers(0, 32767), minutes=st.integers(1, 10**6))
def test_a_link_says_what_was_signed(incident: str, page_id: str, person: str, round_: int, minutes: int) -> None:
    """Whatever the ids and names are, the same come back."""
    expires_at = NOW + timedelta(minutes=minutes)
    token = sign(KEY, incident=incident, person=person, page_id=page_id, round=round_, expires_at=expires_at)

    assert verify(KEY, token, NOW) == Link(
        incident=incident, person=person, page_id=page_id, round=round_, expires_at=expires_at
    )


@given(token=st.text(max_size=200))
def test_no_text_is_a_link_by_chance(token: str) -> None:
    """What we did not sign is refused, and never an internal fault."""
    with pytest.raises(Tampered):
        verify(KEY, token, NOW)


@given(at=st.integers(0, 59), letter=st.sampled_from("ABCDEFghijkl0123-_=+/ \n%"))
def test_no_letter_can_be_changed(at: int, letter: str) -> None:
    """Another letter anywhere, also one whose bits base64 would ignore, is refused."""
    token = sign(KEY, **IDS, person="abcdefghi", round=1, expires_at=LATER)
    changed = token[:at] + letter + token[at + 1 :]
    if changed != token:
        with pytest.raises(Tampered):
            verify(KEY, changed, NOW)


def test_every_bit_counts() -> None:
    """Each other letter of the alphabet at each place is refused."""
    token = sign(KEY, **IDS, person="ayse", round=1, expires_at=LATER)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for n, right in enumerate(token):
        for letter in alphabet.replace(right, ""):
            with pytest.raises(Tampered):
                verify(KEY, token[:n] + letter + token[n + 1 :], NOW)


def test_a_link_fits_into_an_sms() -> None:
    """With our own ids and a name of eight letters a token has 60 characters, all of them in GSM's alphabet."""
    token = sign(KEY, **IDS, person="abcdefgh", round=127, expires_at=LATER)

    assert len(token) == 60
    assert token.isascii()
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_the_minute_of_expiry_is_never_shortened() -> None:
    """A link that should hold until 03:00:01 holds until 03:01."""
    token = sign(KEY, **IDS, person="ayse", round=1, expires_at=NOW + timedelta(seconds=1))

    assert verify(KEY, token, NOW + timedelta(seconds=59)).expires_at == NOW + timedelta(minutes=1)
    with pytest.raises(Expired):
        verify(KEY, token, NOW + timedelta(minutes=1))


def test_another_key_is_another_daemon() -> None:
    """Also the key of replays; and no live daemon can be given that key."""
    token = sign(REPLAY_KEY, **IDS, person="ayse", round=1, expires_at=LATER)

    with pytest.raises(Tampered):
        verify(KEY, token, NOW)
    with pytest.raises(ConfigurationError, match="replays"):
        live_key(REPLAY_KEY)
    with pytest.raises(ConfigurationError, match="16 bytes"):
        live_key(b"short")
    assert live_key(KEY) == KEY


def test_replays_give_the_same_links() -> None:
    """Same input, same bytes, also in the next release: nothing random is in a token."""
    token = sign(REPLAY_KEY, **IDS, person="console", round=1, expires_at=LATER)

    assert token == "AQHIkpQBiJ8sTlobPX9giAARIjOqu8zdB2NvbnNvbGXW_cmct0xj-OfNJIQ"


@pytest.mark.parametrize(
    "wrong",
    [
        {"expires_at": datetime(2026, 1, 1)},  # noqa: DTZ001
        {"expires_at": datetime(1969, 12, 31, tzinfo=UTC)},
        {"person": "x" * 128},
        {"round": -1},
        {"round": 40000},
    ],
)
def test_what_does_not_fit_is_a_fault_of_the_program(wrong: dict[str, object]) -> None:
    """It raises, rather than signing something else."""
    about: dict[str, object] = {**IDS, "person": "ayse", "round": 1, "expires_at": LATER, **wrong}
    with pytest.raises(ValueError, match=r"no time zone|cannot expire|too long|out of range"):
        sign(KEY, **about)  # type: ignore[arg-type]


def test_the_address_is_the_public_one() -> None:
    """With or without a slash at its end."""
    assert address("https://a.example", "T") == address("https://a.example/", "T") == "https://a.example/a/T"
