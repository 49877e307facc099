"""Handles: accounts as the settings write them, by platform; and people, each with their accounts on several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alertd.rulefile.platforms import called
from alertd.yamlform.findings import short
from alertd.yamlform.nodes import Node, Row, Table, Text
from alertd.yamlform.shapes import BAD, ListOf, MapOf, Reader, Scalar


def _handle(raw: str) -> str:
    return raw.strip().removeprefix("@").removeprefix("u/").casefold()


class _Handles(MapOf):
    """Accounts by platform, with a warning for what would silently never match."""

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the accounts, or BAD after telling why."""
        made = super().read(node, reader)
        if made is BAD or not isinstance(node, Table):
            return made
        for platform, part in node:
            known = called(platform.raw)
            if known is not None:
                text = f'no post comes from the platform "{platform.raw}"; it is called "{known}"'
                reader.file.warn(platform.place, "unmatched-handle", text, f"{known}: [..]")
            for one in part.nodes if isinstance(part, Row) else [part]:
                if isinstance(one, Text) and (advice := _advice(one.raw)):
                    reader.file.warn(one.place, "unmatched-handle", f"{short(one.raw)} matches no handle", advice)
        return made


def _advice(handle: str) -> str:
    """Return what to write instead of something that is no handle, "" for one that is."""
    if "://" in handle or handle.startswith("www."):
        return f"only its last part: {handle.rstrip('/').rpartition('/')[2].lstrip('@')}"
    digits = handle.strip().lstrip("@")
    return f"id:{digits}, the account's number: no handle matches it" if digits.isdigit() else ""


HANDLES = _Handles(ListOf(Scalar("a handle", _handle), is_lenient=True), "accounts by platform", str.lower, example="x")


class _Linked(MapOf):
    """People by name, each with their accounts: an account is one person's, and a person has two at least."""

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the people, or BAD after telling why."""
        made = super().read(node, reader)
        if made is BAD or not isinstance(node, Table):
            return made
        owners: dict[tuple[str, str], str] = {}
        is_bad = False
        for person, platforms in node:
            accounts = list(_accounts(platforms))
            for platform, one in accounts:
                key = (platform.lower(), _handle(one.raw))
                owner = owners.setdefault(key, person.raw)
                if owner != person.raw:
                    text = f"{short(one.raw)} on {platform} is an account of {short(owner)} already"
                    reader.file.tell(
                        one.place, "two-people", text, "an account is one person's: take it out of one of them"
                    )
                    is_bad = True
            if len(accounts) < 2:
                text = f"{short(person.raw)} has one account: there is nothing to link"
                advice = "add the other: {x: jane, bluesky: jane.bsky.social}"
                reader.file.warn(person.place, "nothing-linked", text, advice)
        return BAD if is_bad else made


def _accounts(platforms: Node) -> Iterator[tuple[str, Text]]:
    """Yield each account of a person with its platform, in the author's order."""
    for platform, part in platforms if isinstance(platforms, Table) else ():
        for one in part.nodes if isinstance(part, Row) else (part,):
            if isinstance(one, Text):
                yield platform.raw, one


LINKED = _Linked(HANDLES, "people by name, each with accounts by platform", example="jane")
#: Accounts whose posts are no mentions: what such a one writes counts for nobody.
_NO_MENTIONS = ("handles", "auto_handles", "staff", "ignore")


def warn_of_own(watch: Table, values: dict[str, Any], reader: Reader) -> None:
    """Warn of a person's account that also stands among those whose posts are no mentions: the link never shows."""
    of = {
        (platform, name): key
        for key in _NO_MENTIONS
        for platform, names in values.get(key, {}).items()
        for name in names
    }
    people = watch.get("people")
    for _, platforms in people if isinstance(people, Table) else ():
        for platform, one in _accounts(platforms):
            key = of.get((platform.lower(), _handle(one.raw)))
            if key is not None:
                text = f"{short(one.raw)} stands in {key} too: its posts are no mentions, and count for nobody"
                reader.file.warn(one.place, "no-mentions", text, f"take it out of people, or of {key}")
