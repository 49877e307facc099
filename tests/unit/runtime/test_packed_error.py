"""What went wrong in a process of ours arrives as it was, or at the least in its words."""

from __future__ import annotations

import pickle

import pytest

from alertd.errors import EventBroken, InternalFault, UsageError
from alertd.runtime.packed_error import packed


def _over(error: Exception) -> Exception:
    try:
        raise error  # noqa: TRY301 - where it stands is asked for below
    except Exception as raised:  # noqa: BLE001 - as at the edge of a process
        found = pickle.loads(packed(raised))
    assert isinstance(found, Exception)
    return found


def test_an_error_arrives_with_its_class_its_words_and_its_place() -> None:
    """Who asked raises it again, and its log says where it began."""
    found = _over(UsageError("no such file"))
    assert isinstance(found, UsageError)
    assert str(found) == "no such file"
    assert "in _over" in found.__notes__[0]


@pytest.mark.parametrize("error", [EventBroken("event 7 of the log is damaged", 7), OSError(5, "Input/output error")])
def test_what_an_error_says_is_never_lost_on_the_way(error: Exception) -> None:
    """Also of a class that asks for more than a text: it is packed without a fault, and could not be unpacked."""
    found = _over(error)
    assert str(error) in str(found)
    assert type(found) in (type(error), InternalFault)
