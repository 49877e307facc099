"""`alertd run`: the daemon."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from alertd.app.daemon import Daemon
    from alertd.config import Loaded


@click.command()
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Settings file.")
@click.option("--watch", "terms", multiple=True, metavar="TERM", help="Watch this term, without a settings file.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where the store lies, with --watch.")
@click.option("--listen", help="HOST:PORT, in place of the settings' own.")
@click.option(
    "--standby",
    is_flag=True,
    help="Wait until the other machine has given up the lease (settings: standby), then take over.",
)
@click.option(
    "--reader",
    is_flag=True,
    help="Read posts for the machine that works, and nothing else (settings: store: nats://...).",
)
@click.pass_context
def command(
    ctx: click.Context,
    config: Path | None,
    terms: tuple[str, ...],
    data_dir: Path | None,
    listen: str | None,
    *,
    standby: bool,
    reader: bool,
) -> None:
    """Run the daemon until it is stopped (SIGTERM). SIGHUP reads settings, rules and people again."""
    import gc

    gc.disable()  # until the daemon has started: see serve
    from alertd.app.process import serve

    def load() -> Loaded:
        from alertd.config import default_settings, load_settings

        is_bare = terms and config is None
        loaded = default_settings(terms, data_dir=data_dir) if is_bare else load_settings(config)
        if listen:
            host, _, port = listen.rpartition(":")
            if not port.isdecimal():
                raise click.UsageError(f"--listen: {listen!r} is not HOST:PORT")
            settings = loaded.settings.with_(listen=((host or "127.0.0.1", int(port)),))
            if settings.public_url.startswith(("http://127.0.0.1:", "http://[::1]:")):
                settings = settings.with_(public_url=f"http://{host or '127.0.0.1'}:{port}")
                return loaded.with_(settings=settings, house=loaded.house.with_(public_url=settings.public_url))
            return loaded.with_(settings=settings)
        return loaded

    debug = bool((ctx.obj or {}).get("debug"))
    ctx.exit(serve(load, debug=debug, after_start=_say_where, waits=standby, only_reads=reader))


def _say_where(daemon: Daemon) -> None:
    """Print a link that signs in once. Only to a terminal: a journal keeps what it is told, and others read it."""
    from alertd.yamlform.amounts import is_loopback

    settings = daemon.running.settings
    if sys.stderr.isatty() and any(is_loopback(host) for host, _ in settings.listen):
        token = daemon.one_time.issue("", "once", daemon.clock.now())
        click.echo(f"sign in (once, within 15 minutes): {settings.public_url}/signin/once/{token}", err=True)
