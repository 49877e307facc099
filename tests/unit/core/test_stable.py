"""Keys and ids that are the same in every run and on every machine."""

from __future__ import annotations

from alertd.core.stable import code_of, id_of, key_of


def test_keys_and_ids_never_change() -> None:
    """They stand in logs and in pages that people hold in their hands."""
    assert key_of("x", "u_1") == 1440112578364163567
    assert id_of("acme", 1, "slack") == "c1f190ac8a0facac"
    assert code_of("a1b2c3") == "9364"


def test_parts_are_kept_apart() -> None:
    """The cut between two parts counts."""
    assert key_of("ab", "c") != key_of("a", "bc")
    assert id_of("ab", "c") != id_of("a", "bc")


def test_a_key_fits_a_signed_column_and_an_id_its_size() -> None:
    """63 bits; two letters a byte."""
    assert all(0 <= key_of(str(n)) < 2**63 for n in range(1000))
    assert len(id_of("a", size=6)) == 12


def test_a_text_with_broken_characters_has_a_key_too() -> None:
    """Nothing that a stranger writes stops the engine."""
    assert key_of("\ud800") != key_of("\udfff")


def test_a_code_is_four_digits_with_its_zeros() -> None:
    """It is typed into a text message."""
    assert {len(code_of(str(n))) for n in range(500)} == {4}
