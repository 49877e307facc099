"""`alertd restore`: a backup in the place of the store of a stopped daemon."""

from __future__ import annotations

from pathlib import Path

import click

from alertd.cli.client import config_option, store_folder, store_place


@click.command()
@click.argument("file", metavar="FILE|FOLDER", type=click.Path(path_type=Path))
@config_option
def command(file: Path, config: Path | None) -> None:
    """Put a backup in the place of the store. It is checked first; what was there is moved into a folder beside it.

    A backup is the FILE of `alertd backup`, or the FOLDER of a continuous copy (copy: of the settings).

    Stop alertd before, start it afterwards: sources fetch what their platforms still give of the time since the backup.
    """
    from alertd.errors import ConfigurationError
    from alertd.model.value import count_of, rfc3339
    from alertd.runtime.clock import wall_now
    from alertd.store.restoring import restore

    if store_place(config).is_shared:
        raise ConfigurationError(
            "restore fills the file in data_dir, and the settings name a server (store:): take the key out, restore, put it back, and move "
            "what was restored into an empty store there with alertd migrate-store"
        )
    done = restore(file, store_folder(config), now=wall_now())
    newest = "it is empty" if done.newest_at is None else f"the newest of {rfc3339(done.newest_at)}"
    click.echo(
        f"restored {count_of(done.events, 'event')}, {newest}, and {count_of(done.files, 'file')} of labels and calibrations"
    )
    if done.events:
        since = "" if done.newest_at is None else f" after {rfc3339(done.newest_at)}"
        click.echo(f"whoever was erased{since} is in it again: erase each of them anew with alertd forget AUTHOR")
    if done.moved_to is not None:
        click.echo(f"what was there lies in {done.moved_to}")
    if not done.has_link_keys:
        click.echo(
            "acknowledge links of before lead nowhere now: their keys are not here, nor in the backup (--with-link-keys)"
        )
