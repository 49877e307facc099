"""Stored: the form in which a part of a snapshot is kept, read back with its types."""

from __future__ import annotations

from typing import Self

import msgspec


class Stored(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, gc=False):
    """The values of one part, as an array in the order of the fields; a field of type object is another part's to read.

    A field may be renamed, and one with a default added at the end. Any other change makes another form, which needs
    another version.
    """

    @classmethod
    def of(cls, state: object) -> Self:
        """Return the values of a state. Raises msgspec.ValidationError, a ValueError, which names the part and the place."""
        try:
            return msgspec.convert(state, cls)
        except msgspec.ValidationError as error:
            raise msgspec.ValidationError(f"{cls.__name__}: {error}") from None
