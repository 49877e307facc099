"""The mention graph of a watch, out of a store's log: drawn for Gephi and others, and read as a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from alertd.core.reach.graph import MentionGraph
from alertd.core.reach.picture import MOST_EDGES, Picture, drawn, picture
from alertd.model.events import MentionSeen
from alertd.model.mention import Mention
from alertd.model.value import count_of
from alertd.store_port import Store

if TYPE_CHECKING:
    import networkx as nx

FORMATS = ("text", "json", "graphml", "gexf", "dot")
_TODAY = re.compile(r' lastmodifieddate="[^"]*"')
#: What XML 1.0 cannot hold at all, not even escaped; one such name would spoil the whole file. Controls and turns of direction too.
_UNSHOWN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_MOST_NAMED = 50  #: names in one post that count, as in the fold of reach


class Drawn:
    """The graph of a watch in a time, and what it shows."""

    def __init__(self, graph: nx.DiGraph[str], shown: Picture, evicted: int) -> None:
        self.graph = graph
        self.shown = shown
        self.evicted = evicted


def mentions_of(store: Store, watch: str, since: datetime | None, until: datetime | None) -> Iterable[Mention]:
    """Yield a watch's mentions written in a time, in the order of the log."""
    for event, _ in store.history.came_in():
        if isinstance(event, MentionSeen) and event.mention.watch == watch:
            at = event.mention.posted_at
            if (since is None or at >= since) and (until is None or at <= until):
                yield event.mention


def draw(mentions: Iterable[Mention], *, most: int = MOST_EDGES) -> Drawn:
    """Draw who passes on, names and answers whom. Authors go by their handle where it was seen, else by their id.

    A reply or a quote runs to the author of the post that it names, if that post is among the mentions. Accounts of one person, by the
    watch's `people`, are one; no others are, whatever they are called.
    """
    import networkx as nx

    graph, handles, same = MentionGraph(), dict[str, str](), dict[str, str]()
    wrote: dict[tuple[str, str], str] = {}
    first: tuple[datetime, str] | None = None
    for mention in mentions:
        author, at = _account(mention.platform, mention.author), mention.posted_at.timestamp()
        if mention.person is not None:
            same[author] = _account(*mention.writer)
        wrote[mention.platform, mention.id] = author
        if mention.handle:
            handles[author] = mention.handle
        if mention.repost_of is None and (first is None or mention.posted_at < first[0]):
            first = (mention.posted_at, author)
        passed_on = (
            wrote.get((mention.platform, mention.repost_of or ""))
            if mention.repost_of_author is None
            else _account(mention.platform, mention.repost_of_author)
        )
        if passed_on is not None:
            graph.observe(author, passed_on, at, is_repost=True)
        answered = [wrote.get((mention.platform, post or "")) for post in (mention.in_reply_to, mention.quotes)]
        named = [_account(mention.platform, one) for one in mention.mentions[:_MOST_NAMED]]
        for name in dict.fromkeys([*named, *answered]):
            if name is not None and name != passed_on:
                graph.observe(author, name, at, is_repost=False)
    found = drawn(graph, most=most, same=same)
    who = None if first is None else same.get(first[1], first[1])
    names = _names([*found.nodes, *([] if who is None or who in found else [who])], handles)
    found = nx.relabel_nodes(found, names)
    started = None if who is None else names[who]
    return Drawn(found, picture(found, started=started), graph.evicted)


def _account(platform: str, author: str) -> str:
    """Return what an account is called while a graph is built: the same id on two platforms is two people's."""
    return f"{platform}\x1f{author}"


def _names(accounts: list[str], handles: dict[str, str]) -> dict[str, str]:
    """Return what each is called in the drawing, no two alike: a person as the settings do, an account by its handle.

    Of accounts with the same handle those of different platforms go with the platform's name, those of one platform by their ids.
    """
    alike: dict[str, list[tuple[str, str, str]]] = {}
    for account in accounts:
        platform, _, author = account.partition("\x1f")
        alike.setdefault(_shown(handles.get(account, author)), []).append((account, platform, author))
    names: dict[str, str] = {}
    taken: dict[str, None] = dict.fromkeys(alike)
    for name, those in alike.items():
        platforms = [platform for _, platform, _ in those]
        for account, platform, author in those:
            if len(those) == 1 or not platform:
                names[account] = name
                continue
            told = f"{name} ({platform})" if platforms.count(platform) == 1 else _shown(author)
            while told in taken:
                told += "'"
            names[account] = told
            taken[told] = None
    return names


def _shown(name: str) -> str:
    r"""Return a name as a drawing may hold it: a line end as a blank, what cannot be seen as signs.

    >>> print(_shown("a\x1b[2Jb"))
    a\x1b[2Jb
    """
    return _UNSHOWN.sub(lambda match: " " if match[0].isspace() else ascii(match[0])[1:-1], name)


def written(found: Drawn, form: str) -> str:
    """Return a drawing in one of FORMATS. Equal drawings give equal bytes."""
    import networkx as nx

    if form == "text":
        return text(found)
    if form == "json":
        linked = nx.node_link_data(found.graph, edges="edges")
        body = {"picture": _plain(found.shown), "nodes": linked["nodes"], "edges": linked["edges"]}
        return json.dumps(body, ensure_ascii=False, indent=1) + "\n"
    if form == "dot":
        return _dot(found.graph)
    out = BytesIO()
    if form == "graphml":
        nx.write_graphml_xml(found.graph, out)
        return out.getvalue().decode("utf-8") + "\n"
    # networkx writes the day on which it is written; the drawing is the same tomorrow.
    return _TODAY.sub("", "\n".join(nx.generate_gexf(found.graph))) + "\n"


def text(found: Drawn) -> str:
    """Return what it shows, for people."""
    shown = found.shown
    lines = [
        shown.sentence,
        f"{count_of(shown.people, 'person', 'people')}, {count_of(shown.edges, 'edge')} drawn (the heaviest).",
    ]
    if shown.path:
        lines.append("Way from the first post: " + " -> ".join(f"@{name}" for name in shown.path))
    if shown.core:
        lines.append(
            f"Core, each with {shown.core_degree} others of it: " + ", ".join(f"@{name}" for name in shown.core)
        )
    lines += [
        f"Group of {group.people} around @{group.around}{', apart' if group.is_apart else ''}" for group in shown.groups
    ]
    if found.evicted:
        lines.append(f"{found.evicted} of the lightest edges were forgotten for want of room.")
    return "\n".join(lines) + "\n"


def _plain(shown: Picture) -> dict[str, object]:
    import msgspec

    built: dict[str, object] = msgspec.to_builtins(shown)
    return {"sentence": shown.sentence, **built}


def _dot(graph: nx.DiGraph[str]) -> str:
    """Write Graphviz's language. Names come from strangers: they are quoted, so that none ends its string."""

    def quoted(name: str) -> str:
        inner = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")
        return f'"{inner}"'

    lines = ["digraph mentions {"]
    lines += [f"  {quoted(name)} [community={graph.nodes[name].get('community', 0)}];" for name in graph.nodes]
    lines += [
        f"  {quoted(writer)} -> {quoted(named)} [weight={edge['weight']}, reposts={edge['reposts']}, mentions={edge['mentions']}];"
        for writer, named, edge in graph.edges(data=True)
    ]
    return "\n".join([*lines, "}"]) + "\n"
