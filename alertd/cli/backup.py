"""`alertd backup`: a copy of the store, while the daemon runs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from alertd.cli.client import config_option, store_folder, store_place

NAME = "alertd-%Y%m%dT%H%M%SZ.db"  # of the copies in a folder


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@config_option
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="A folder, in place of FILE: a new copy each time."
)
@click.option("--keep", type=click.IntRange(min=1), help="With --into: delete all but the newest so many copies.")
@click.option(
    "--with-link-keys", is_flag=True, help="With the keys of acknowledge links: they go on working on another machine."
)
@click.option(
    "--with-damage",
    is_flag=True,
    help="Without the events that the disk has changed, which are named; over no other copy.",
)
def command(
    file: Path | None,
    config: Path | None,
    into: Path | None,
    keep: int | None,
    *,
    with_link_keys: bool,
    with_damage: bool,
) -> None:
    """Copy the store, with labels and calibrations, to FILE, while the daemon runs; `alertd restore` puts it back.

    The copy is checked before it takes the place of an older one, and appears whole or not at all. Only you can read it.
    """
    from alertd.errors import StoreError
    from alertd.runtime.clock import wall_now
    from alertd.store.beside import LINK_KEYS, beside
    from alertd.store.opening import open_store

    if (file is None) == (into is None):
        raise click.UsageError("name a FILE, or a folder by --into")
    if keep is not None and into is None:
        raise click.UsageError("--keep is of --into: it deletes older copies in a folder of their own")
    if keep is not None and with_damage:
        raise click.UsageError("--keep deletes older copies, and a copy --with-damage is worse than they are")
    folder = store_folder(config)
    target = file or _fresh(into or Path(), wall_now())
    store = open_store(store_place(config), read_only=True)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files = beside(folder, secrets=(LINK_KEYS,) if with_link_keys else (), learnt=True)
        lost = store.backup(target, beside=files, with_damage=with_damage)
    except OSError as fault:
        raise StoreError(f"{target} cannot be written: {fault.strerror}") from fault
    finally:
        store.close()
    for line in lost:
        click.echo(f"lost: {line}", err=True)
    click.echo(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
    for old in spare(into, keep):
        old.unlink(missing_ok=True)
        click.echo(f"{old}: deleted")


def _fresh(into: Path, now: datetime) -> Path:
    return into / now.strftime(NAME)


def spare(into: Path | None, keep: int | None) -> list[Path]:
    """Return the copies in a folder that are too many, oldest first. Files of other names are somebody else's."""
    if into is None or keep is None:
        return []
    return sorted(path for path in into.glob("alertd-*.db") if _is_ours(path.name))[:-keep]


def _is_ours(name: str) -> bool:
    try:
        datetime.strptime(name, NAME)  # noqa: DTZ007 - only its form is asked
    except ValueError:
        return False
    return True
