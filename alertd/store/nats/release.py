"""Release of a server: whether it is known to lose what it has answered for.

Two faults of older servers concern us: processes that are killed and started again lost whole streams (found by Jepsen in 2.10.20 to 2.10.22,
https://jepsen.io/analyses/nats-2.12.1), and after a cut of the lines between three servers of 2.9.10 our own nemesis missed messages once.
"""

from __future__ import annotations

import re

SOUND = (2, 10, 23)  #: the first release in which these faults are mended


def doubt(release: str) -> str:
    """Return in a sentence what is wrong with a server of a release, "" for nothing that is known, or for a release that says nothing.

    >>> doubt("2.9.10")
    'release 2.9.10 of the servers is known to lose what it has answered, after cuts and crashes; 2.10.23 is mended'
    >>> doubt("2.15.1"), doubt("2.10.23-RC.1"), doubt("")
    ('', '', '')
    """
    numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", release)
    if numbers is None or tuple(map(int, numbers.groups())) >= SOUND:
        return ""
    sound = ".".join(map(str, SOUND))
    return f"release {release} of the servers is known to lose what it has answered, after cuts and crashes; {sound} is mended"
