"""How many wrong secrets are borne."""

from __future__ import annotations

from datetime import UTC, datetime

from alertd.web.guesses import Guesses

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def test_many_addresses_do_not_make_forget_what_all_have_guessed() -> None:
    """Asking for a link by mail counts for its address alone: five thousand who ask end no lock-out of those who guess."""
    guesses = Guesses()
    for n in range(700):
        guesses.failed(f"guesser {n}", NOW)
    assert guesses.wait("stranger", NOW) > 0
    for n in range(5_000):
        guesses.failed(f"asks {n}", NOW, alone=True)

    assert guesses.wait("stranger", NOW) > 0
