"""Garbage: a command that folds a file is not held up by looking for circles, and those are found all the same."""

from __future__ import annotations

import json
import subprocess
import sys

LIVE = """
import gc, json, weakref
from alertd.runtime.garbage import OFTEN, look_seldom

class Ring:
    pass

def ring():
    one = Ring()
    one.self = one
    return weakref.ref(one)

looks = []
gc.callbacks.append(lambda phase, told: looks.append(phase) if phase == "start" else None)
look_seldom()
kept = [[number] for number in range(OFTEN // 2)]
before, lost = len(looks), ring()
kept += [[number] for number in range(OFTEN)]
print(json.dumps({"before": before, "after": len(looks), "lost": lost() is None, "frozen": gc.get_freeze_count()}))
"""


def test_circles_are_looked_for_seldom_and_found() -> None:
    """Not once in 25,000 new objects (it would be thirty times by itself); of 50,000 more one look finds what nobody holds."""
    done = subprocess.run([sys.executable, "-c", LIVE], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)

    assert told["before"] == 0
    assert told["after"] >= 1
    assert told["lost"]
    assert told["frozen"] > 1_000, "what was loaded is left alone"


def test_who_imports_the_module_collects_as_ever() -> None:
    """Only a command that folds a file asks for it."""
    asks = "import gc; usual = gc.get_threshold(); import alertd.runtime.garbage; print(gc.get_threshold() == usual)"
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
