"""`alertd schema`: JSON Schemas for editors."""

from __future__ import annotations

import click


@click.command(name="schema", short_help="Print a JSON Schema for editors.")
@click.argument("kind", type=click.Choice(["config", "rules", "oncall"]))
def command(kind: str) -> None:
    """Print the JSON Schema of the settings (config), of rule files (rules) or of the people file (oncall).

    Editors then complete keys and mark mistakes while you type. For VS Code and others with the YAML language server,
    write the schema to a file and put this line on top of your rules:

    # yaml-language-server: $schema=rules.schema.json
    """
    import json

    from alertd.rulefile.schema import schema

    click.echo(json.dumps(schema(kind), ensure_ascii=False, indent=2))
