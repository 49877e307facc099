"""`alertd forget`: erase what an author wrote and their names; from the running daemon, or its store when it is stopped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alertd.cli.client import Client, config_option, connection, plain, store_folder, store_place
from alertd.model.value import count_of

if TYPE_CHECKING:
    from alertd.store_port import Place

_SLOW = 600.0  # seconds: a long log is looked through twice


@click.command()
@click.argument("author")
@config_option
def command(author: str, config: Path | None) -> None:
    """Erase AUTHOR (an id, a handle, or platform:id): texts, quotes in pages, and names. Counts and decisions stay.

    What is sent already cannot be taken back; what others wrote about the author stays.
    """
    from alertd.errors import StoreBusy, UsageError
    from alertd.store.opening import open_store

    folder = store_folder(config)
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no store; name the settings file with -c")
    try:
        store = open_store(store_place(config))
    except StoreBusy:  # the daemon runs: only its own thread may write
        _say(Client(connection(config), timeout=_SLOW).post("/api/v1/forget", {"author": author}), author)
        return
    try:
        _say(_directly(store, store_place(config), author), author)
    finally:
        store.close()


def _directly(store: Any, place: Place, author: str) -> dict[str, Any]:
    import msgspec

    from alertd.app.keys import link_keys
    from alertd.runtime.checkpoints import restored
    from alertd.runtime.erase import Erasure
    from alertd.scorers import labels

    fold = restored(store, link_keys(store, place))
    erasure = Erasure(store, lambda: fold.engine, author)
    for step in erasure.steps():
        with store.transaction():
            step()
    for person in erasure.people:
        labels.forget(place.folder, person.platform, person.author)
    labels.erase(place.folder, erasure.posts)
    is_clean = store.erasable.scrub(patient=True)
    store.erasable.let_go()
    found: dict[str, Any] = msgspec.to_builtins(erasure.result(is_clean=is_clean))
    return found


def _say(done: dict[str, Any], author: str) -> None:
    people = done.get("people", ())
    if not done.get("is_clean", True):
        click.echo("deleted rows may lie on in the store's file: stop alertd and run this command again", err=True)
    if not people:
        click.echo(f"nobody is known as {plain(author)}; nothing was erased")
        raise click.exceptions.Exit(1)  # a name with a slip in it must not look like an erasure to a script
    click.echo(
        f"{', '.join(people)}: {count_of(done.get('texts', 0), 'text')} erased, names taken out of {count_of(done.get('mentions', 0), 'mention')} "
        f"and {count_of(done.get('pages', 0), 'page')}"
    )
