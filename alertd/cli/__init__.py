"""The commands. Each lives in its own file and imports what is heavy inside itself; this file only calls them."""

from __future__ import annotations

import importlib
import sys

import click

from alertd import __version__, commit
from alertd.commands import COMMANDS, EXAMPLES


class Commands(click.Group):
    """Imports a command when it is called, so that `alertd check` starts in a fifth of a second."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names, in the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command."""
        known = COMMANDS.get(cmd_name)
        if known is None:
            return None
        module, attribute, _ = known
        command: click.Command = getattr(importlib.import_module(f"alertd.cli.{module}"), attribute)
        command.name = cmd_name
        command.epilog = f"\b\nExample:\n  alertd {EXAMPLES[cmd_name]}"
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called. Raises click.UsageError with the one that was meant, where one is near."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            if not close:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{close[0]}'?", error.ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(f"{__version__} ({commit()[:12]})", prog_name="alertd")
@click.option("--debug", is_flag=True, help="Show tracebacks and log at DEBUG (secrets stay masked).")
@click.pass_context
def cli(ctx: click.Context, *, debug: bool) -> None:
    """Watch what is said about your brands, and page the responder on call until somebody takes it."""
    ctx.obj = {"debug": debug}


def main() -> None:
    """Run a command; turn every error into one readable line and its exit code."""
    debug = "--debug" in sys.argv[1:]
    if debug:  # also behind the command, where people write it
        sys.argv = [sys.argv[0], "--debug", *[a for a in sys.argv[1:] if a != "--debug"]]
    try:
        # without standalone mode click returns the code of ctx.exit() instead of ending with it
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.UsageError as error:
        error.show()  # with the usage, for the words were wrong
        sys.exit(error.exit_code)
    except click.ClickException as error:
        click.echo(f"alertd: {error.format_message()}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader has had enough; nothing is wrong
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        sys.exit(_told(error))


def _told(error: Exception) -> int:
    """Tell an error in one readable line (or all faults of files, as `check` tells them); return its exit code."""
    from alertd.config import FaultyFilesError
    from alertd.errors import AlertdError, ConfigurationError, InternalFault, StoreDamaged, UsageError

    if type(error).__module__ == "sqlite3":
        from pathlib import Path

        from alertd.store.faults import damage_of

        error = damage_of(error, Path("the store's file")) or error
    if not isinstance(error, AlertdError):
        click.echo(f"alertd: internal fault: {type(error).__name__}: {error} (--debug shows where)", err=True)
        return 70
    if isinstance(error, FaultyFilesError):
        from alertd.yamlform.findings import Level
        from alertd.yamlform.show import text as shown

        for finding in (one for one in error.findings if one.level is Level.ERROR):
            click.echo(shown(finding), err=True)
        return 78
    is_configuration = isinstance(error, ConfigurationError)
    text = f"internal fault: {error}" if isinstance(error, InternalFault) else str(error)
    click.echo(text if is_configuration and "\n" in text else f"alertd: {text}", err=True)
    if isinstance(error, InternalFault):
        return 70
    return 78 if is_configuration or isinstance(error, StoreDamaged) else 2 if isinstance(error, UsageError) else 1
