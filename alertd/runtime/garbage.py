"""Garbage: how often the interpreter looks for circles of objects that nobody holds any more.

What goes through here makes few of them: values, tuples and lists that die when they are let go. Looked for after every 700 new ones, as
the interpreter does by itself, they cost a tenth of all; and what was loaded at start would be gone through again and again.
"""

from __future__ import annotations

import gc

#: New objects after which the youngest are looked through: a few MB. Then how many such looks before the next older ones are, twice.
OFTEN, SELDOM, RARELY = 50_000, 20, 100


def look_seldom() -> None:
    """Leave alone what has been loaded, and look through the rest more seldom. For a command that folds a file, once all is loaded.

    Not for the daemon: what strangers send may hang on circles, and must not wait.
    """
    gc.freeze()
    gc.set_threshold(OFTEN, SELDOM, RARELY)
