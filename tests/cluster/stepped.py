"""`alertd` on a machine whose clock somebody sets: it is off by as many seconds as the file $CLOCK_STEP says, from the moment it says so.

The counter of the machine goes on as it was, as with a real clock that is set. (libfaketime does the same from outside, but Python's own sleeps fail under it.)
"""

import os
import time
from pathlib import Path

_right = time.time
_file = Path(os.environ["CLOCK_STEP"])


def _shown() -> float:
    try:
        return _right() + float(_file.read_text())
    except OSError:
        return _right()


time.time = _shown

from alertd.cli import main  # noqa: E402 - what it imports takes the clock from there

main()
