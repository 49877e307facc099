"""Packed error: what went wrong in a process of ours, as bytes that whoever asked it can raise again."""

from __future__ import annotations

import pickle
import traceback

from alertd.errors import InternalFault


def packed(error: Exception) -> bytes:
    """Return an error that is being handled, with the place where it happened; an InternalFault with its words where it stands no journey.

    Trap: an error whose class asks for more than a text is packed without a word and cannot be unpacked again.
    """
    told = traceback.format_exc()
    try:
        error.add_note(told)
        found = pickle.dumps(error)
        pickle.loads(found)  # noqa: S301 - what was packed in the line before
    except Exception:  # noqa: BLE001 - whatever the class of an error does when it is copied, its words must arrive
        return pickle.dumps(InternalFault(told))
    return found
