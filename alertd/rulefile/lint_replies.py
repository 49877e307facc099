"""Lint of replies: answers from the phone that nobody can send, or that no provider can bring."""

from __future__ import annotations

import re

from alertd.model.people import Roster
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.replies import Replies
from alertd.yamlform.findings import Place
from alertd.yamlform.nodes import Node, inside

#: What an address must look like for a reply to be somebody's.
_SIGNS = {
    "slack": (re.compile(r"@?[UW][A-Z0-9]{2,}"), "a member id such as U024BE7LH (Slack: profile, ⋯, Copy member ID)"),
    "telegram": (re.compile(r"\d{3,}"), "the number of the account (@userinfobot tells it)"),
}


def is_of(way: str, kind: str, scheme: str, *, is_sms: bool) -> bool:
    """Whether a channel is reached by this way back.

    >>> is_of("slack", "apprise", "slack", is_sms=False), is_of("sms", "voice", "", is_sms=False)
    (True, True)
    """
    if way == "sms":
        return is_sms or kind == "voice"
    return scheme in {"slack": ("slack",), "telegram": ("tgram",)}.get(way, ()) or kind == way


def lint_replies(files: FileSet) -> None:
    """Warn of replies that can reach nobody, or that providers cannot bring."""
    settings, people = files.settings, files.people
    if settings is None or settings.values is None or not settings.values.get("replies"):
        return
    replies: Replies = settings.values["replies"]
    roster = people.roster if people and people.roster else Roster()
    for way in replies.ways:
        node: Node | None = inside(settings.root, "replies", way)
        place = node.place if node is not None else Place(1, 1)
        if not str(settings.values.get("public_url", "")).startswith("https://"):
            text = f"replies by {way} need a public_url that begins with https://: the provider calls it"
            settings.file.warn(place, "no-way-back", text, "public_url: https://alerts.example.org")
        channels = [one.name for one in roster.channels.values() if is_of(way, one.kind, one.scheme, is_sms=one.is_sms)]
        if not channels:
            settings.file.warn(place, "no-way-back", f"no channel of the people file is by {way}", "")
            continue
        sign, how = _SIGNS.get(way, (None, ""))
        if sign is not None and not any(
            sign.fullmatch(person.addresses.get(name, "")) for person in roster.people.values() for name in channels
        ):
            text = f"nobody can answer by {way}: no address in the people file says whose account it is"
            settings.file.warn(place, "no-way-back", text, f"give people a channel of that kind with {how}")
