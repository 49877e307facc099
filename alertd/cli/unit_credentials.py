"""Which secrets the installed unit takes by name: a file in /etc/credstore that no line of the unit names reaches no daemon."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

#: Where systemd reads units, the first that has one first (systemd.unit(5)); drop-ins of all of them count.
UNITS = ("/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")
#: The unit as it comes, in a checkout: what will be installed where none is yet.
SHIPPED = str(Path(__file__).resolve().parents[2] / "systemd")
_NAMED = re.compile(r"^\s*LoadCredential(?:Encrypted)?\s*=\s*([^:\s]+)", re.MULTILINE)


def loaded_names(folders: Sequence[str] | None = None) -> tuple[str, ...] | None:
    """Return the names, in order, of the unit in these folders (UNITS, else the shipped one); None where there is no unit or it cannot be read."""
    folders = (*UNITS, SHIPPED) if folders is None else folders
    unit = next((path for folder in folders if (path := Path(folder) / "alertd.service").is_file()), None)
    if unit is None:
        return None
    more = [path for folder in folders for path in sorted(Path(folder).glob("alertd.service.d/*.conf"))]
    try:
        told = "\n".join(path.read_text(encoding="utf-8") for path in (unit, *more))
    except (OSError, UnicodeDecodeError):
        return None
    return tuple(sorted(set(_NAMED.findall(told))))
