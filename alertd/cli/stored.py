"""What reports read: the daemon's store, also while it runs, or files of mentions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alertd.cli.client import store_place
from alertd.model.value import count_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from alertd.model.house import House
    from alertd.model.inbox import Counted
    from alertd.store_port import Store


def now_of_clock() -> datetime:
    """Return what time it is."""
    from alertd.runtime.clock import SystemClock

    return SystemClock().now()


def no_house() -> House:
    """Return the house of a store that has seen none."""
    from alertd.model.house import House

    return House()


class Stored:
    """The daemon's store, open for reading while the block lasts."""

    def __init__(self, config: Path | None) -> None:
        self._place = store_place(config)

    def __enter__(self) -> Store:
        from alertd.store.opening import open_store

        self._store = open_store(self._place, read_only=True)
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()


def known_house(store: Store, watches: tuple[str, ...]) -> House:
    """Return the house that a store was decided by. Refuses a watch that is none: its report would be empty, as if nobody had written."""
    from alertd.report.gather import newest_house

    house = newest_house(store) or no_house()
    gone = [name for name in watches if store.read_model.mentions(name, None, 1)]  # of settings of before
    known(watches, {*(one.name for one in house.watches), *gone}, house)
    return house


def known(watches: tuple[str, ...], names: AbstractSet[str], house: House) -> None:
    """Refuse a watch that is none of these names."""
    from alertd.yamlform.findings import meant

    for word in watches:
        if word not in names:
            called = house.named(word)
            near = f'; did you mean "{called}"?' if called else meant(word, names)
            raise click.UsageError(f'there is no watch "{word}"' + (near or f"; known: {', '.join(sorted(names))}"))


def posts_of_store(config: Path | None, watches: tuple[str, ...]) -> tuple[list[Any], House, datetime]:
    """Return the posts of some watches, or of all, the house they were decided by, and now."""
    from alertd.report import gather

    with Stored(config) as store:
        house = known_house(store, watches)
        posts = list(gather.from_store(store, watches))
    return posts, house, now_of_clock()


def left_in_store(config: Path | None, house: House, watches: tuple[str, ...]) -> dict[str, Counted]:
    """Return who left the inbox of some watches, or of all that somebody set up, without an answer."""
    from alertd.report.left import left

    names = [one.name for one in house.watches if (one.name in watches if watches else not one.is_implied)]
    with Stored(config) as store:
        _, parts = store.load()
    return left(parts, names)


def posts_of_files(
    files: tuple[str, ...], config: Path | None, watches: tuple[str, ...]
) -> tuple[list[Any], House, datetime]:
    """Read files. Their end is the last post in them: what came after it, nobody knows."""
    from alertd.report import gather
    from alertd.runtime.replay import lines_of
    from alertd.scorers.default import DefaultScorer

    for name in files:
        if name != "-" and not Path(name).is_file():
            raise click.UsageError(f"{name}: there is no such file")
    house = _house(config)
    read = gather.Files(house, DefaultScorer.load())
    every = list(read.read(lines_of(files)))
    known(watches, {*(one.name for one in house.watches), *(post.watch for post in every)}, house)
    posts = [post for post in every if not watches or post.watch in watches or not post.watch]
    for name, number, reason in read.rejected:
        click.echo(f"{f'{name}:{number}: ' if number else ''}rejected: {reason}", err=True)
    if read.unmatched:
        click.echo(
            f"{count_of(read.unmatched, 'post')} left out: no watch is named, and no term of one occurs", err=True
        )
    return posts, house, read.last or now_of_clock()


def _house(config: Path | None) -> House:
    """Return the house of the settings; none are needed to read files, so faulty ones that nobody named are left alone."""
    from alertd.config import console_house, find_settings, load_settings
    from alertd.errors import ConfigurationError

    try:
        return load_settings(find_settings(config), needs_secrets=False).house
    except ConfigurationError:
        if config is not None:
            raise
        return console_house((), ())
