"""`alertd report proof` and `check-proof`: how fast a brand answered, signed for anybody to check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from alertd.cli.client import config_option, plain, store_folder
from alertd.cli.instants import moment, since_option
from alertd.cli.stored import posts_of_store


@click.command("proof", short_help="The same, signed, for a page of your own.")
@config_option
@since_option
@click.option("--watch", required=True, metavar="W", help="The brand.")
@click.option("--format", "form", type=click.Choice(["json", "html"]), default="json", show_default=True)
def proof(config: Path | None, since: str | None, watch: str, form: str) -> None:
    """Sign how fast a brand answered in public, so that anybody can check it with the key of `alertd keys publish`.

    html is a piece for the brand's own page, with the signed statement in it.
    """
    import msgspec

    from alertd.app.keys import proof_key
    from alertd.report import proof as proofs
    from alertd.report.response import response as summed

    posts, house, now = posts_of_store(config, (watch,))
    begins = moment("--since", since, now)
    figures = summed(posts, now=now, since=begins, promise=house.promises.first_reply)
    told = proofs.statement(figures, brand=house.called(watch), since=begins, until=now, made_at=now)
    document = proofs.signed(told, proof_key(store_folder(config)))
    if form == "html":
        sys.stdout.write(proofs.snippet(document))
    else:
        sys.stdout.write(msgspec.json.encode(document, order="sorted").decode() + "\n")


@click.command("check-proof", short_help="Whether a signed statement is what it says.")
@click.option("--key", required=True, metavar="KEY", help="The key that the brand has published.")
@click.argument("file", type=click.File("rb"))
def check_proof(file: Any, key: str) -> None:
    """Check a signed statement (its JSON, or a page with the piece in it; - is standard input) against a published key.

    What was proved is told from the statement itself: the words around it on a page are signed by nobody. Exit code 1 if it
    proves nothing.
    """
    from alertd.report.proof import NoProofError, checked, document_in, sentence

    try:
        told = checked(document_in(file.read(1_000_000)), key)
        said = f"proved: {told['brand']}, {sentence(told)}"
    except NoProofError as fault:
        raise click.ClickException(f"not proved: {fault}") from None
    except (LookupError, TypeError, ValueError):
        raise click.ClickException(
            "not proved: this key has signed something else than a statement of alertd"
        ) from None
    click.echo(plain(said))
