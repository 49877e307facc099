"""A little of the nemesis: what `make chaos` does for twenty minutes, for as long as a build can wait."""

from __future__ import annotations

import pytest

from tests.cluster import chaos

pytestmark = pytest.mark.slow
FEW = "lines of the machine that works,disk of the machine that works"  # what no other test does with whole machines


def test_a_little_chaos() -> None:
    """Some faults that a seed draws: of what was answered nothing is lost or stored twice; a page that came twice came over a fault, and says so."""
    told: list[str] = []
    # How soon somebody works again is measured elsewhere.
    nemesis = chaos.run(8.0, 6, told.append, patience=240.0, only=FEW, pause=0.05)

    assert nemesis.blind, "nothing happened"
    assert "none lost, none twice" in told[-1]
