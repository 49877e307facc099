"""Calibrations on disk: one file a watch with every version ever fitted, and which one is in use."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, unquote

import msgspec

from alertd.errors import ConfigurationError
from alertd.model.value import Value
from alertd.scorers.calibration import Calibration

FOLDER = "calibration"


class Shelf(Value, frozen=True, kw_only=True):
    """All calibrations of a watch, oldest first; `used` is a version, 0 for none."""

    used: int = 0
    versions: tuple[Calibration, ...] = ()

    @property
    def in_use(self) -> Calibration | None:
        """The calibration that scores the next mention."""
        return next((one for one in self.versions if one.version == self.used), None)

    @property
    def next_version(self) -> int:
        """The version that the next calibration has; a number is never used twice."""
        return max((one.version for one in self.versions), default=0) + 1

    def with_new(self, calibration: Calibration) -> Shelf:
        """Return the shelf with a new calibration in use."""
        return Shelf(used=calibration.version, versions=(*self.versions, calibration))

    def reverted(self) -> Shelf:
        """Return the shelf with the version before the one in use, none before the first; nothing is forgotten."""
        older = [one.version for one in self.versions if one.version < self.used]
        return self.with_(used=max(older, default=0))


def path_of(data_dir: Path, watch: str) -> Path:
    """Return the file of a watch; any name makes a safe file name.

    >>> path_of(Path("d"), "a/../b").as_posix()
    'd/calibration/a%2F..%2Fb.json'
    """
    return data_dir / FOLDER / f"{quote(watch, safe=' ').replace('%20', ' ')}.json"


def read(data_dir: Path, watch: str) -> Shelf:
    """Return the shelf of a watch, empty if it has none. Raises ConfigurationError for a file that cannot be read."""
    path = path_of(data_dir, watch)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Shelf)
    except FileNotFoundError:
        return Shelf()
    except (msgspec.DecodeError, OSError) as fault:
        raise ConfigurationError(f"{path} is no calibration: {fault}") from None


def read_all(data_dir: Path) -> dict[str, Calibration]:
    """Return the calibration in use of each watch that has one."""
    folder = data_dir / FOLDER
    if not folder.is_dir():
        return {}
    watches = sorted(unquote(path.stem) for path in folder.glob("*.json"))
    used = {watch: read(data_dir, watch).in_use for watch in watches}
    return {watch: calibration for watch, calibration in used.items() if calibration is not None}


def write(data_dir: Path, watch: str, shelf: Shelf) -> Path:
    """Write a shelf so that a crash leaves the old one or the new one, never half a file."""
    path = path_of(data_dir, watch)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    with draft.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(shelf), indent=1))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path
