"""`alertd reload`: read settings, rules and people again, and say what became of it; the unit's ExecReload."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alertd.cli.client import config_option, store_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from alertd.app.reloading import Answer

PATIENCE = 60.0  # seconds: a large scorer is loaded meanwhile


@click.command()
@config_option
def command(config: Path | None) -> None:
    """Let the running daemon read its files again; wait for the answer.

    Exit code 0: they are in force (what needs a restart is named). 78: they have faults, and the last good ones stay in force.
    """
    from alertd.app.reloading import read_answer
    from alertd.errors import ConfigurationError, StoreError
    from alertd.store.lock import Lock

    folder = store_folder(config)
    daemon = Lock(folder / "lock").holder()
    if daemon is None:
        raise StoreError(f"no daemon runs over {folder}; start it, or name its settings file with -c")
    before = read_answer(folder)
    os.kill(daemon, signal.SIGHUP)
    answer = awaited(lambda: read_answer(folder), before)
    if answer is None:
        raise StoreError(f"the daemon (pid {daemon}) did not answer within {PATIENCE:.0f} s; its log says why")
    if answer.fault:
        raise ConfigurationError(f"{answer.fault}\nthe last good files stay in force")
    for change in answer.changes or (() if answer.needs_restart else ("nothing is new in the files",)):
        click.echo(change)
    if answer.needs_restart:
        click.echo(f"in force, but for what needs a restart: {', '.join(answer.needs_restart)}", err=True)
    sys.exit(0)


def awaited(
    read: Callable[[], Answer | None], before: Answer | None, *, sleep: Callable[[float], None] = time.sleep
) -> Answer | None:
    """Return an answer that is newer than the one before, None where none comes."""
    pause = 0.05
    for _ in range(int(PATIENCE / pause)):
        answer = read()
        if answer is not None and answer != before:
            return answer
        sleep(pause)
    return None
