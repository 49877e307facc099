"""`alertd`, and `python -m alertd`."""

from __future__ import annotations

import sys

from alertd.overview import overview


def main() -> None:
    """Say what there is at once; call a command with all that commands need."""
    told = overview(sys.argv[1:])
    if told is None:
        from alertd.cli import main as called

        called()
        return
    try:
        sys.stdout.write(told)
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()  # the reader has had enough; nothing is wrong


if __name__ == "__main__":
    main()
