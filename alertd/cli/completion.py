"""`alertd completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

import click

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the completion for SHELL.

    For yourself: alertd completion bash > ~/.local/share/bash-completion/completions/alertd
    """
    from click.shell_completion import get_completion_class

    from alertd.cli import cli

    known = get_completion_class(shell)
    assert known is not None
    made = known(cli, {}, "alertd", "_ALERTD_COMPLETE")
    # Not `source()`: it asks the bash on this machine for its version, and a package is made on another.
    click.echo(made.source_template % made.source_vars())
