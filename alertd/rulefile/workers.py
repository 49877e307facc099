"""The settings' `workers`: how many processes may read posts beside the daemon."""

from __future__ import annotations

from alertd.yamlform.shapes import Scalar
from alertd.yamlform.units import WrongUnitError

MOST = 8  #: one daemon folds what about three of them read


def workers(raw: str) -> int:
    """Read a number of processes.

    >>> workers("2")
    2
    """
    if raw.isascii() and raw.isdecimal() and int(raw) <= MOST:
        return int(raw)
    advice = f"a whole number from 0 to {MOST}; 0: the daemon reads by itself"
    raise WrongUnitError(f'"{raw}" is no number of workers', advice, None)


WORKERS = Scalar("a number of processes", workers, pattern=f"^[0-{MOST}]$", example="1")
