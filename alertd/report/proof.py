"""Proof: figures of a brand's answers, signed so that anybody can check that alertd of this key has said them. Pure.

Ed25519 (RFC 8032) over the statement as canonical JSON: keys in order, no spaces, UTF-8. The key is published by the brand, where its
customers expect it; who has only the document knows no more than who signed it.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from alertd.core.wording.clean import clean
from alertd.model.value import rfc3339
from alertd.report.render import duration
from alertd.report.response import Response

ALGORITHM = "Ed25519"
VERSION = 1
MEANING = (
    "Clocks run from a customer's first public post to the first public answer by a human of the brand; automatic answers do not count. "
    "Shares are of all conversations that customers began, answered or not."
)


class NoProofError(Exception):
    """A document that proves nothing; the message says why."""


def statement(
    response: Response, *, brand: str, since: datetime | None, until: datetime, made_at: datetime
) -> dict[str, Any]:
    """Return what is signed: how fast a brand answered in public, and whether it kept its promise."""
    every, kept = response.all, response.promise
    return {
        "version": VERSION,
        "brand": brand,
        "since": None if since is None else rfc3339(since),
        "until": rfc3339(until),
        "made_at": rfc3339(made_at),
        "conversations": every.conversations,
        "answered": every.answered,
        "median_s": every.median_s,
        "p90_s": every.p90_s,
        "within": every.within,
        "promise": None if kept is None else {"kept": kept.kept, "missed": kept.missed, "share": kept.share},
        "meaning": MEANING,
    }


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the bytes that are signed: equal statements give equal bytes.

    >>> canonical({"b": 1, "a": "x"})
    b'{"a":"x","b":1}'
    """
    return msgspec.json.encode(value, order="sorted")


def signed(told: Mapping[str, Any], key: bytes) -> dict[str, Any]:
    """Return the document. key: the 32 bytes of an Ed25519 private key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.from_private_bytes(key)
    return {
        "statement": told,
        "algorithm": ALGORITHM,
        "key": _text(private.public_key().public_bytes_raw()),
        "signature": _text(private.sign(canonical(told))),
    }


def public_key(key: bytes) -> str:
    """Return the public half of a private key, as documents and web pages carry it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return _text(Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw())


def checked(document: object, published: str) -> dict[str, Any]:
    """Return the statement of a document that this published key has signed. Raises NoProofError for any other."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if not isinstance(document, dict) or not isinstance(document.get("statement"), dict):
        raise NoProofError("this is no signed statement of alertd")
    if document.get("algorithm") != ALGORITHM:
        raise NoProofError(f"the algorithm is not {ALGORITHM}")
    told: dict[str, Any] = document["statement"]
    try:
        # The key that stands in the document is for people: whoever forges one signs with a key of their own.
        public = Ed25519PublicKey.from_public_bytes(_bytes(published))
        public.verify(_bytes(document.get("signature")), canonical(told))
    except InvalidSignature:
        raise NoProofError("the signature is not of this statement and this key") from None
    except ValueError as fault:
        raise NoProofError(f"the key or the signature is no base64 of the right length: {fault}") from None
    return told


def document_in(raw: bytes) -> object:
    """Return the signed document of a file: its JSON, or the first piece of a web page that carries one.

    Who reads a brand's page has that page and no other file. What stands beside the document in the piece is signed by nobody.
    Raises NoProofError for what is neither.
    """
    text = raw.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        _, _, after = text.partition('class="alertd-proof"')
        _, _, after = after.partition('<script type="application/json">')
        text = after.partition("</script>")[0]
        if not text:
            raise NoProofError("no piece of alertd stands in this page")
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as fault:
        raise NoProofError(str(fault)) from None


def sentence(told: Mapping[str, Any]) -> str:
    """Return what a statement says, in words: of when, and its figures."""
    within = told["within"]["1h"]
    said = [
        f"{told['answered']:,} of {told['conversations']:,} conversations were answered by a human",
        *([f"half of them within {duration(told['median_s'])}"] if told["median_s"] is not None else []),
        *([f"{within * 100:.0f} % within an hour"] if within is not None else []),
    ]
    promise = told["promise"]
    if promise is not None and promise["share"] is not None:
        said.append(f"the promised first reply was kept for {promise['share'] * 100:.0f} %")
    span = f"until {told['until'][:10]}" if told["since"] is None else f"{told['since'][:10]} to {told['until'][:10]}"
    return f"{span}: {'; '.join(said)}"


def snippet(document: Mapping[str, Any]) -> str:
    """Return a piece of HTML for the brand's own page, with the signed document in it; it loads and runs nothing."""
    told = document["statement"]
    brand = html.escape(clean(str(told["brand"]), 200))
    # "<" as an escape of JSON: no text in it can end the element.
    body = msgspec.json.encode(document, order="sorted").decode().replace("<", "\\u003c")
    return (
        f'<section class="alertd-proof"><p><strong>{brand}</strong>, {html.escape(sentence(told))}.</p>\n'
        f"<p><small>{html.escape(MEANING)} Signed with {ALGORITHM} key <code>{html.escape(document['key'])}</code>.</small></p>\n"
        f'<script type="application/json">{body}</script></section>\n'
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise ValueError("it is missing")  # noqa: TRY004 - told like any other that is no base64
    return base64.b64decode(text.strip(), validate=True)
