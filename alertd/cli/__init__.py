"""The commands. Each lives in its own file and imports what is heavy inside itself; this file only knows their names."""

from __future__ import annotations

import importlib
import sys

import click

from alertd import __version__, commit

#: command -> (module, attribute, one line of help), in the order people need them
COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("init", "command", "Write first settings, people, rules and a story."),
    "run": ("run", "command", "Run the daemon."),
    "demo": ("demo", "command", "Run the daemon on a recorded story."),
    "check": ("check", "command", "Validate settings, rules and people."),
    "explain": ("explain", "command", "Read rules back as sentences."),
    "suggest": ("suggest", "command", "Propose better terms from the posts that came."),
    "schema": ("schema", "command", "Print a JSON Schema for editors."),
    "test": ("test", "command", "Run the stories beside the rules."),
    "replay": ("replay", "command", "Run the live engine over recorded mentions."),
    "forecast": ("forecast", "command", "Say how often rules would have paged."),
    "why": ("why", "command", "Say why something was decided."),
    "incidents": ("incidents", "command", "List incidents."),
    "inbox": ("inbox", "command", "List who waits for an answer, the most urgent first."),
    "ack": ("acts", "ack", "Take an incident."),
    "plan": ("acts", "plan", "Say that there is a plan."),
    "solve": ("acts", "solve", "Say that it is solved."),
    "close": ("acts", "close", "Close an incident."),
    "reopen": ("acts", "reopen", "Open an incident again."),
    "escalate": ("acts", "escalate", "Page the next people of an incident now."),
    "assign": ("acts", "assign", "Give an incident to somebody."),
    "open": ("open", "command", "Open an incident by hand."),
    "snooze": ("acts", "snooze", "Be asked about an incident again later."),
    "note": ("acts", "note", "Leave a note for everybody who was paged."),
    "drill": ("drill", "command", "Play a marked crisis to the real people."),
    "mark": ("acts", "mark", "Say whether an incident was useful or noise."),
    "silence": ("silence", "command", "Hold pages back until a time."),
    "unsilence": ("silence", "unsilence", "End a silence."),
    "report": ("report", "command", "Tell what happened: response times, incidents, rules, sources."),
    "oncall": ("oncall", "command", "Say who is on call."),
    "send-test": ("send_test", "command", "Send a real test page."),
    "score": ("score", "command", "Score sentiment of mentions."),
    "reach": ("reach", "command", "Rank authors by how far their posts are passed on."),
    "graph": ("graph", "command", "Draw who passes on and names whom."),
    "label": ("label", "command", "Label mentions by hand."),
    "calibrate": ("calibrate", "command", "Fit the scorer to a brand."),
    "import": ("import_", "command", "Take in history for baselines."),
    "export": ("export", "command", "Write mentions out as JSONL."),
    "forget": ("forget", "command", "Erase an author."),
    "backup": ("backup", "command", "Copy the store while it runs."),
    "restore": ("restore", "command", "Put a backup in the store's place."),
    "cluster": ("cluster", "command", "Show which machines share the store, and how far each is."),
    "migrate-store": ("migrate_store", "command", "Move the store into one of another kind."),
    "reload": ("reload", "command", "Let the daemon read its files again."),
    "keys": ("keys", "command", "Change the keys of acknowledge links."),
    "sources": ("sources", "command", "Show live what one source brings."),
    "plugins": ("plugins", "command", "List what is installed."),
    "completion": ("completion", "command", "Print the completion for a shell."),
    "man": ("man", "command", "Write manual pages."),
    "page-ops": ("page_ops", "command", "Tell the operators that alertd is down (its unit does)."),
    "bench": ("bench", "command", "Run the published benchmarks on this machine."),
}

#: command -> an example as people type it behind `alertd`, shown at the end of its help and on its manual page (5f3a is the beginning of an incident's id, which is enough)
EXAMPLES = {
    "init": "init --brand acme --person ayse=slack:#pr --person omar=sms:+905550000001",
    "run": 'run --watch acme --watch "acme corp"',
    "demo": "demo --speed 4",
    "check": "check --online --strict",
    "explain": "explain negative-storm --language tr",
    "suggest": "suggest acme --labels labels.jsonl",
    "schema": "schema rules > rules.schema.json",
    "test": "test rules",
    "replay": "replay last-month.jsonl.gz --rules rules --pages pages.jsonl",
    "forecast": "forecast --rules new-rules --last 28d",
    "why": "why --rule negative-storm --watch acme --at 2026-11-21T10:00:00Z",
    "incidents": "incidents --state open",
    "inbox": "inbox claim a1b2 --by ayse",
    "ack": "ack 5f3a --by ayse --note 'I call legal'",
    "plan": "plan 5f3a --by ayse --note 'a statement at noon'",
    "solve": "solve 5f3a --by ayse",
    "close": "close 5f3a --by ayse --note 'nothing came of it'",
    "reopen": "reopen 5f3a --by ayse",
    "escalate": "escalate 5f3a --by ayse --note 'I need somebody from legal'",
    "assign": "assign 5f3a omar --by ayse",
    "open": "open acme --severity crisis --note 'a journalist rings about the recall'",
    "snooze": "snooze 5f3a --minutes 45 --by ayse",
    "note": "note 5f3a 'legal says: do not answer yet' --by ayse",
    "drill": "drill pr-oncall --note 'the first Tuesday'",
    "mark": "mark 5f3a noise --by ayse",
    "silence": "silence acme --for 2h --reason 'the launch is on'",
    "unsilence": "unsilence 9c41 --by ayse",
    "report": "report response --since 7d --format md",
    "oncall": "oncall --days 28 --ics > shifts.ics",
    "send-test": "send-test pr-oncall --by ayse",
    "score": "score mentions.jsonl > moods.jsonl",
    "reach": "reach < posts.jsonl",
    "graph": "graph 5f3a --format dot --to graph.dot",
    "label": "label --watch acme --goal 50",
    "calibrate": "calibrate acme --dry-run",
    "import": "import last-year.jsonl.gz",
    "export": "export --watch acme --to acme.jsonl.gz",
    "forget": "forget x:123456",
    "backup": "backup --into /var/backups/alertd --keep 7",
    "restore": "restore alertd-2026-11-21.backup",
    "cluster": "cluster --format json",
    "migrate-store": "migrate-store sqlite postgres",
    "reload": "reload -c /etc/alertd/alertd.yaml",
    "keys": "keys rotate",
    "sources": "sources try bluesky --for 1m",
    "plugins": "plugins --format json",
    "completion": "completion bash > ~/.local/share/bash-completion/completions/alertd",
    "man": "man --into /usr/local/share/man/man1",
    "page-ops": "page-ops --url-file /etc/credstore/alertd.OPS_URL",
    "bench": "bench spikes",
}


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
