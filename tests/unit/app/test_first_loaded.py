"""What a start loads first: logs without what they never show."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
sys.path[:0] = {folders!r}
from alertd.app.first_loaded import log_without_rich
log_without_rich()
import structlog
assert "rich" not in sys.modules, "logs need none of it"
import rich.table  # commands that draw tables have it all the same
log_without_rich()  # what is there already stays
assert sys.modules["rich"] is rich
structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
try:
    secret = "x-9f2c"
    1 / 0
except ZeroDivisionError:
    structlog.get_logger().exception("it.failed")
"""


def test_logs_begin_without_what_they_never_show() -> None:
    """Rich would take a tenth of a start, for tracebacks with the values of variables; who draws tables still has it."""
    folders = [folder for folder in sys.path if folder]
    done = subprocess.run(
        [sys.executable, "-S", "-c", PROGRAM.format(folders=folders)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "ZeroDivisionError" in done.stdout
    assert "x-9f2c" not in done.stdout.replace('secret = "x-9f2c"', "")
