"""`alertd sources try NAME`: one source, shown live; nothing is written."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alertd.cli.client import config_option, plain
from alertd.model.value import count_of

if TYPE_CHECKING:
    from alertd.config import Loaded
    from alertd.intake.match import Matcher
    from alertd.ports import Batch, Source
    from alertd.rulefile.sources import SourceSetting

SHOWN = 10  #: mentions that are printed, and refusals
WIDTH = 160  #: characters of a text


@click.group()
def command() -> None:
    """See what a source brings."""


@command.command("try")
@click.argument("name")
@config_option
@click.option("--for", "lasts", default="30s", show_default=True, help="How long to look.")
@click.pass_context
def try_(ctx: click.Context, name: str, config: Path | None, lasts: str) -> None:
    """Connect the source NAME and show the first mentions it brings, its state and what it cost.

    Nothing is stored, nobody is paged, and no place in the source is remembered. Posts that cost money are read and
    cost it. Exit code 1 if the source could not see.
    """
    import asyncio

    from alertd.config import load_settings
    from alertd.yamlform import units

    try:
        span = units.span(lasts)
    except units.WrongUnitError as error:
        raise click.UsageError(f"--for: {error}") from None
    loaded = load_settings(config)
    setting = next((one for one in loaded.settings.sources if one.name == name), None)
    if setting is None:
        known = ", ".join(one.name for one in loaded.settings.sources) or "none"
        raise click.UsageError(f"there is no source {name!r} (there are: {known})")
    ctx.exit(asyncio.run(_tried(setting, loaded, span)))


async def _tried(setting: SourceSetting, loaded: Loaded, span: timedelta) -> int:
    import asyncio

    from alertd.errors import AlertdError
    from alertd.intake.build import rule_words
    from alertd.intake.match import Matcher
    from alertd.runtime.clock import SystemClock
    from alertd.sources.registry import build, is_pushed

    if is_pushed(setting):
        click.echo(f"{setting.name}: others post to it, at /ingest/{setting.name}; there is nothing to connect to")
        return 0
    matcher = Matcher(loaded.house.watches, rule_words(loaded.house.rules))
    seen = _Seen(matcher)
    try:
        source = build(setting, watches=loaded.house.watches, clock=SystemClock(), wanted=matcher.wanted)
        async with asyncio.timeout(span.total_seconds()):
            await _read(source, seen)
    except TimeoutError:
        pass
    except AlertdError as error:
        seen.state, seen.note = "failed", str(error)
    seen.sum_up(setting.name)
    return 1 if seen.state in ("failed", "blind", "out_of_budget") else 0


async def _read(source: Source, seen: _Seen) -> None:
    from contextlib import aclosing

    async with aclosing(source.batches(None)) as batches:  # type: ignore[type-var] # the port says iterator
        async for batch in batches:
            seen.take(batch)


class _Seen:
    """What was brought so far."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self.posts = self.matched = self.counts = self.refused = 0
        self.state, self.note = "starting", ""

    def take(self, batch: Batch) -> None:
        """Take a batch, and print what is new."""
        from functools import partial

        from alertd.intake.normalise import folded
        from alertd.intake.terms.search import facts_of
        from alertd.model.post import Count, Post

        if (str(batch.state), batch.note) != (self.state, self.note):
            self.state, self.note = str(batch.state), batch.note
            click.echo(f"[{self.state}] {plain(self.note)}".rstrip())
        for record in batch.records:
            self.counts += isinstance(record, Count)
            if isinstance(record, Post):
                self.posts += 1
                watches = [
                    found.watch.name
                    for found in self._matcher.find(folded(record.words), partial(facts_of, record)).matched
                ]
                self.matched += bool(watches)
                if watches and self.matched <= SHOWN:
                    who = record.author_handle or record.author
                    text = " ".join(plain(record.text).split())[:WIDTH]
                    click.echo(f"{record.created_at:%Y-%m-%d %H:%M} {plain(who)} ({', '.join(watches)}): {text}")
        for reject in batch.rejects:
            self.refused += 1
            if self.refused <= SHOWN:
                click.echo(f"not read: {plain(reject.reason)}")
        if batch.alarm:
            click.echo(plain(batch.alarm))

    def sum_up(self, name: str) -> None:
        """Say what that was."""
        what = [f"{count_of(self.posts, 'post')}, {self.matched} of them about a watch"]
        what += [count_of(self.counts, "count")] if self.counts else []
        what += [f"{count_of(self.refused, 'entry', 'entries')} not read"] if self.refused else []
        note = f" ({plain(self.note)})" if self.note else ""
        click.echo(f"{name}: {'; '.join(what)}; at the end {self.state}{note}. Nothing was stored.")
