"""A lease in a folder that both machines see: one file a renewal, which only one can make.

`link` fails where a name is taken, on network file systems too (open(2) says so of O_EXCL on old NFS); a file is written whole under a
name of its own before, so nobody reads half of one.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from pathlib import Path

import msgspec

from alertd.errors import LeaseError
from alertd.runtime.lease import Record, decoded
from alertd.store.shared_folder import why_not

_NAME = re.compile(r"lease\.(\d{12})")
_KEPT = 20  # renewals of before: who looks just now may still read one


class FolderPlace:
    """A folder of the two machines."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> tuple[Record | None, str]:
        """See Place."""
        try:
            numbers = self._numbers()
            if not numbers:
                return None, "0"
            return decoded((self._folder / _name(numbers[-1])).read_bytes()), str(numbers[-1])
        except OSError as error:
            raise LeaseError(why_not(self._folder, error)) from error

    def replace(self, record: Record, was: str) -> str | None:
        """See Place."""
        number = int(was) + 1
        draft = self._folder / f"draft.{secrets.token_hex(8)}"
        try:
            with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                # The other machine's user may be another, and nothing in it is a secret.
                os.fchmod(file.fileno(), 0o644)
                file.write(msgspec.json.encode(record))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, self._folder / _name(number))
            except FileExistsError:
                return None
            finally:
                draft.unlink()
            if self._numbers()[-1] != number:
                return None  # older ones had been swept away under us: somebody went on long ago
            self._sweep(number)
        except OSError as error:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
            raise LeaseError(why_not(self._folder, error)) from error
        return str(number)

    def _numbers(self) -> list[int]:
        found = [_NAME.fullmatch(path.name) for path in self._folder.iterdir()]
        return sorted(int(one[1]) for one in found if one)

    def _sweep(self, newest: int) -> None:
        for number in self._numbers():
            if number <= newest - _KEPT:
                with contextlib.suppress(OSError):
                    (self._folder / _name(number)).unlink()


def _name(number: int) -> str:
    return f"lease.{number:012d}"
