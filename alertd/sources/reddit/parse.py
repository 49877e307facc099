"""Parse: Reddit's listings as posts and deletions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from alertd.model.post import Deletion, Post
from alertd.model.value import Value
from alertd.ports import Reject
from alertd.sources.sift import refusal_of

TAKEN_BACK = frozenset({"[deleted]", "[removed]"})


class Thing(Value, frozen=True, kw_only=True):
    """One entry of a listing: a post or a deletion, and what the poller needs to know of it.

    name: Reddit's full id (t1_... a comment, t3_... a post). version: changes when the text was edited.
    author_id: t2_..., None for an author whose account is gone.
    """

    name: str
    version: str
    record: Post | Deletion
    author_id: str | None = None


def number(name: str) -> int:
    """Read an id as a number, which grows with time; 0 for what is none.

    >>> number("t1_10"), number("")
    (36, 0)
    """
    try:
        return int(name.partition("_")[2] or "0", 36)
    except ValueError:
        return 0


def things(answer: Any, rejects: list[Reject] | None = None) -> tuple[list[Thing], str | None]:
    """Read a listing as its entries and the `after` of the next page; raises ValueError for what is none.

    An entry that cannot be read goes to `rejects` with its reason.
    """
    try:
        after = answer["data"].get("after")
        found = [entry for child in answer["data"]["children"] for entry in _read(child, rejects)]
    except (TypeError, KeyError, AttributeError):
        raise ValueError("not a listing of Reddit's") from None
    return found, str(after) if after else None


def tree(answer: Any) -> list[Thing]:
    """Read the comments under one post, at any depth."""
    if not isinstance(answer, list) or len(answer) < 2:
        raise ValueError("not the comments of a post")
    found: list[Thing] = []
    waiting = [answer[1]]
    while waiting:
        for child in _list(_dict(_dict(waiting.pop()).get("data")).get("children")):
            found += _read(child, None)
            waiting.append(_dict(_dict(child).get("data")).get("replies"))
    return found


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _read(child: Any, rejects: list[Reject] | None) -> Iterator[Thing]:
    if not isinstance(child, dict) or child.get("kind") not in ("t1", "t3"):
        return
    try:
        yield _thing(child["kind"], child["data"])
    except Exception as error:  # noqa: BLE001 - the edge: an entry of a stranger's, which costs only itself
        if rejects is not None:
            rejects.append(refusal_of(error, msgspec.Raw(_shown(child))))


def _shown(child: Any) -> bytes:
    try:
        return json.dumps(child, default=str, ensure_ascii=True).encode()
    except (RecursionError, ValueError):  # it was read elsewhere, where the stack was not as high
        return b"(nested too deep to be shown)"


def _thing(kind: str, body: dict[str, Any]) -> Thing:
    name = body.get("name") or f"{kind}_{body['id']}"
    author = body.get("author")
    author_id = body.get("author_fullname")
    text = body["body"] if kind == "t1" else _whole(body)
    version = f"{name}/{body.get('edited') or 0}"
    if (body.get("body") if kind == "t1" else body.get("selftext")) in TAKEN_BACK or body.get("removed_by_category"):
        return Thing(name=name, version=f"{name}/gone", record=Deletion(platform="reddit", id=name))
    fields = {
        "platform": "reddit",
        "id": name,
        "created_at": datetime.fromtimestamp(float(body["created_utc"]), tz=UTC),
        "author": author_id or author or "[deleted]",
        "text": text,
        "attached": _attached(body),
        "url": f"https://www.reddit.com{body['permalink']}" if body.get("permalink") else None,
        "author_handle": author,
        "in_reply_to": body.get("parent_id") if kind == "t1" else None,
        "conversation": body.get("link_id") if kind == "t1" else name,
        "repost_of": body.get("crosspost_parent"),
        "reposts": body.get("num_crossposts"),
        "likes": body.get("score"),
        "replies": body.get("num_comments"),
    }
    post = msgspec.convert(fields, Post)  # praw hands on whatever came: a text may be null, a number a list
    return Thing(name=name, version=version, record=post, author_id=author_id)


def _attached(body: dict[str, Any]) -> dict[str, str]:
    """Return where a link post leads, and what its flair says."""
    link, flair = body.get("url_overridden_by_dest"), body.get("link_flair_text")
    found = {"link": link, "tags": flair}
    return {name: value[:2_000] for name, value in found.items() if isinstance(value, str) and value}


def _whole(body: dict[str, Any]) -> str:
    text = body.get("selftext") or ""
    return f"{body['title']}\n\n{text}" if text else str(body["title"])
