"""`alertd demo`: the daemon on a recorded story, so that a newcomer sees a crisis, a page, and can take it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alertd.model.value import count_of

if TYPE_CHECKING:
    from alertd.app.daemon import Daemon
    from alertd.cli.story import Story
    from alertd.config import Loaded

PORT = 8321
STORY = "story.jsonl"
_CHUNK = 500  # posts of the quiet week that are taken in at once

_SETTINGS = """\
# Written by `alertd demo`. This is what a real settings file looks like; docs/operator.md has all of it.
version: 1
data_dir: store
listen: {listen}
rules: [rules/*.yml]
oncall: oncall.yaml
watches:
  kettlo:
    terms: [kettlo, "#kettlo", 凯乐壶]
    handles: {{x: [kettlo]}}            # what the brand itself writes is a reply, never a mention
sources:
  - {{kind: jsonl, name: story, path: {story}, follow: true}}
ops: {{policy: ops-oncall}}             # who is told of alertd's own troubles
"""
_PEOPLE = """\
# Written by `alertd demo`: you, as robin, and a colleague, who both read the console. docs/responder.md says what people get to see.
version: 1
channels: {console: {kind: console}}
people:
  robin: {timezone: UTC, language: en, console: terminal}
  maria: {timezone: UTC, language: en, console: terminal}
policies:
  pr-oncall:
    steps:
      - {notify: robin, by: [console], escalate_after: 15m}
      - {notify: maria, by: [console]}  # if you do not take it
    repeat: 2                           # from the top again, until somebody takes it
    crisis_every: 30m                   # and a crisis that nobody has taken then goes on so, for a day
  ops-oncall: {steps: [{notify: robin, by: [console]}]}
"""


@click.command()
@click.option("--speed", type=click.FloatRange(0.1, 100), default=1.0, show_default=True, help="How fast it unfolds.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Keep all of it in this folder. [default: a new one]")
@click.option("--listen", help=f"HOST:PORT. [default: 127.0.0.1:{PORT}, or any free port if that is taken]")
@click.pass_context
def command(ctx: click.Context, speed: float, data_dir: Path | None, listen: str | None) -> None:
    """Run the daemon on a recorded story: a quiet week, then a crisis. A page arrives within a minute."""
    import logging
    import tempfile

    from alertd.app.process import serve
    from alertd.cli.story import Story
    from alertd.config import load_settings

    with tempfile.TemporaryDirectory(prefix="alertd-demo-") as temporary:
        folder = (data_dir or Path(temporary)).absolute()
        wants_any = bool(listen) and str(listen).endswith(":0")  # links need the port itself
        settings = furnish(folder, _address((0,)) if wants_any else listen or _address())
        click.echo("alertd demo: taking in a quiet week of posts about Kettlo, an invented kettle ...")
        tasks: set[asyncio.Task[None]] = set()

        def begin(daemon: Daemon) -> None:
            task = asyncio.get_running_loop().create_task(_tell(daemon, folder, speed, Story), name="story")
            tasks.add(task)  # the loop itself holds a task only weakly

        debug = bool((ctx.obj or {}).get("debug"))

        def load() -> Loaded:
            if not debug:  # the terminal belongs to the pages
                logging.getLogger().setLevel(logging.WARNING)
            return load_settings(settings)

        ctx.exit(serve(load, debug=debug, after_start=begin))


def furnish(folder: Path, listen: str) -> Path:
    """Write the settings, people and rules of the demo into a folder; return the settings file."""
    import shutil

    from alertd.rulefile.shipped import shipped_files

    (folder / "rules").mkdir(parents=True, exist_ok=True)
    for rule in shipped_files():
        shutil.copy(rule, folder / "rules" / rule.name)
    settings = folder / "alertd.yaml"
    settings.write_text(_SETTINGS.format(listen=listen, story=STORY), encoding="utf-8")
    (folder / "oncall.yaml").write_text(_PEOPLE, encoding="utf-8")
    (folder / STORY).touch()
    return settings


async def _tell(daemon: Daemon, folder: Path, speed: float, story_of: type[Story]) -> None:
    """Take in the week, then append the crisis to the file that the daemon follows."""
    from alertd.intake.records import parse_object

    begins_at = daemon.clock.now()
    story = story_of(begins_at)
    week = [parse_object(post) for post in story.week()]
    for first in range(0, len(week), _CHUNK):
        await daemon.intake.take("history", week[first : first + _CHUNK], imported=True)
    _welcome(daemon, folder, len(week))
    begins_at = daemon.clock.now()
    for after, post in story.crisis():
        due = begins_at + timedelta(seconds=after / speed)
        await daemon.clock.sleep(max(0.0, (due - daemon.clock.now()).total_seconds()))
        _append(folder / STORY, post, daemon.clock.now())
    while True:
        wait, post = story.afterwards(daemon.clock.now())
        await daemon.clock.sleep(wait)
        _append(folder / STORY, post, daemon.clock.now())


def _append(path: Path, post: dict[str, object], now: datetime) -> None:
    import json

    from alertd.model.value import rfc3339

    told = post | {"created_at": rfc3339(now)}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")


def _welcome(daemon: Daemon, folder: Path, mentions: int) -> None:
    from urllib.parse import quote

    base = daemon.running.settings.public_url
    click.echo(
        f"{count_of(mentions, 'mention')} read. The crisis begins now: expect the first page within a minute.\n\n"
        f"  look here    {base}/signin?token={quote(daemon.api_token)}&by=robin\n"
        f"  you are      robin, who is on call first\n"
        f"  pages        come below; open the link in one to take it, or\n"
        f"               alertd incidents -c {folder / 'alertd.yaml'}\n"
        f"  its files    {folder}\n"
        f"  the end      Ctrl-C\n"
    )


def _address(ports: tuple[int, ...] = (PORT, 0)) -> str:
    """Return where to listen: the first of these ports that is free; 0 is any."""
    import socket

    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return f"127.0.0.1:{probe.getsockname()[1]}"
    raise click.ClickException("no port is free on 127.0.0.1; name one with --listen")
