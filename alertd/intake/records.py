"""Records: bytes or objects in, a Post, Count, ReplyTold or Deletion out, or BadRecord with a reason that names the field.

One line of JSON is one record (docs: the mention contract). The fast road decodes straight into a Post; whatever it cannot
vouch for takes the slow road, which repairs (an id sent as a number, an offset other than Z, a lone surrogate) or words the
reason. Both roads give equal records.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC
from typing import NoReturn

import msgspec

from alertd.errors import BadRecord
from alertd.intake import fields
from alertd.model.post import Count, Deletion, Post, Record, ReplyTold

MAX_BUCKET = 31 * 86400.0  #: seconds; a volume sensor's bucket is never longer than a month

_NAMES = (
    "watch",
    "lang",
    "url",
    "author_handle",
    "author_name",
    "in_reply_to",
    "conversation",
    "quotes",
    "repost_of",
    "repost_of_author",
    "country",
)
_NUMBERS = ("author_followers", "author_following", "author_posts", "reposts", "likes", "replies", "views")
_NO_NUMBERS = (None,) * len(_NUMBERS)
_SURROGATE = re.compile("[\ud800-\udfff]")
_decoder = msgspec.json.Decoder(Post)


def parse_line(raw: bytes) -> Record:
    """Read one line of JSON. Raises BadRecord, and nothing else, for anything that is no record.

    >>> parse_line(b'{"id": 7, "platform": "X", "created_at": "2026-11-21T10:00:00Z", "author": "u_1", "text": ""}').id
    '7'
    >>> parse_line(b'{"id": "7", "platform": "x", "created_at": "2026-11-21T10:00:00Z", "text": ""}')
    Traceback (most recent call last):
    ...
    alertd.errors.BadRecord: author is missing
    """
    # The quoted names below can stand only as keys or whole values: inside a text the quotes are escaped.
    if not _is_slow(raw):
        try:
            post = _decoder.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass
        else:
            if _is_sound(post, len(raw)):
                return post
    return parse_object(load(raw))


def _is_slow(raw: bytes) -> bool:
    """Whether a line may hold what the slow road alone reads or words; one test after the other, without a loop."""
    return (
        b'"type"' in raw
        or b'"sentiment"' in raw
        or b'"seen_at"' in raw
        or b'imported"' in raw
        or b'"is_filled"' in raw
        or b'"attached"' in raw
        or b'undated"' in raw
        or b'"brought_by"' in raw
        or b'"delay"' in raw
        or b"\\u0000" in raw
    )


def parse_object(obj: object) -> Record:
    """Read one record from what JSON gave. Raises BadRecord; fields it does not know are ignored."""
    if not isinstance(obj, Mapping):
        raise BadRecord(f"a record is an object, not {fields.kind(obj)}")
    kind = obj.get("type")
    if kind is None or kind == "mention":
        try:
            return _post(obj)
        except BadRecord as fault:
            raise BadRecord(_all_faults(obj, str(fault))) from None
    if kind == "count":
        return _count(obj)
    if kind == "reply":
        return _reply(obj)
    if kind == "delete":
        return Deletion(platform=fields.platform(obj), id=fields.required(obj, "id"))
    raise BadRecord(f'type is {fields.shown(kind)}; it must be "mention", "count", "reply" or "delete", or left out')


def _all_faults(obj: Mapping[str, object], first: str) -> str:
    """Return every fault of what a mention must have, for who sends it mends all at once; and the first found, whatever it is."""
    found = []
    for read in (
        fields.platform,
        lambda one: fields.required(one, "id"),
        lambda one: fields.instant(one, "created_at"),
        lambda one: fields.required(one, "author"),
        fields.text,
    ):
        try:
            read(obj)
        except BadRecord as fault:
            found.append(str(fault))
    return "; ".join(found if first in found else [*found, first])


def _is_sound(post: Post, size: int) -> bool:
    """Whether the fast road may hand on, as it is, this post that came in `size` bytes."""
    at, born, names, numbers = post.created_at, post.author_created_at, _names(post), _numbers(post)
    return (
        at.tzinfo is UTC
        and fields.FIRST_YEAR <= at.year <= fields.LAST_YEAR
        and fields.SLUG.fullmatch(post.platform) is not None
        and not (post.id.isspace() or post.author.isspace())
        and "" not in names
        and (size <= fields.MAX_NAME or _is_short(post, names))
        and (post.role is None or post.role in ("brand", "auto"))
        and (born is None or (born.tzinfo is UTC and fields.FIRST_YEAR <= born.year <= fields.LAST_YEAR))
        and _are_sound(numbers)
        and (not post.mentions or (len(post.mentions) <= fields.MAX_MENTIONED and all(post.mentions)))
    )


def checked(post: Post) -> Post:
    """Return a post of any source as the log can keep it: no NUL, no lone surrogate, nothing out of bounds.

    Raises BadRecord with the reason. Sources read strangers' words; this is the one gate that all of them pass.
    """
    names = _names(post)
    said = "\x1f".join(filter(None, names))
    if _is_unsound(said) or _is_unsound(post.text):
        post = cleaned(post)
        names = _names(post)
    if not post.id.strip() or not post.author.strip():
        raise BadRecord(f"{'id' if not post.id.strip() else 'author'} is empty")
    if not fields.FIRST_YEAR <= post.created_at.year <= fields.LAST_YEAR:
        raise BadRecord(f"created_at is not in the years {fields.FIRST_YEAR} to {fields.LAST_YEAR}")
    if post.author_created_at is not None and not fields.FIRST_YEAR <= post.author_created_at.year <= fields.LAST_YEAR:
        post = post.with_(author_created_at=None)
    if len(said) > fields.MAX_NAME and any(name is not None and len(name) > fields.MAX_NAME for name in names):
        raise BadRecord(f"a field is longer than {fields.MAX_NAME:,} characters")
    numbers = _numbers(post)
    if not _are_sound(numbers):
        post = post.with_(**{name: _bounded(getattr(post, name)) for name in _NUMBERS})  # unknown is not zero
    return post if len(post.text) <= fields.MAX_TEXT else post.with_(text=post.text[: fields.MAX_TEXT])


def _are_sound(numbers: tuple[int | None, ...]) -> bool:
    if numbers == _NO_NUMBERS:
        return True
    for number in numbers:  # noqa: SIM110 - asked twice of each post: `all` would call a generator for each number
        if number is not None and not 0 <= number <= fields.MAX_NUMBER:
            return False
    return True


def _is_unsound(text: str) -> bool:
    """Whether there is a NUL or a lone surrogate in it; the look for a pattern is for the few that may hold one."""
    return "\0" in text or not (text.isascii() or _SURROGATE.search(text) is None)


def _bounded(number: int | None) -> int | None:
    return number if number is not None and 0 <= number <= fields.MAX_NUMBER else None


def cleaned(post: Post) -> Post:
    """Return a post without what no store or phone can follow."""
    changes: dict[str, object] = {}
    for name in ("platform", "id", "author", "text", *_NAMES):
        value = getattr(post, name)
        if value is not None:
            changes[name] = fields.clean(value)
    return post.with_(**changes)


def _is_short(post: Post, names: tuple[str | None, ...]) -> bool:
    longest = max(len(name) for name in (*names, *post.mentions) if name is not None)
    return longest <= fields.MAX_NAME and len(post.text) <= fields.MAX_TEXT


def _names(post: Post) -> tuple[str | None, ...]:
    return (
        post.id,
        post.author,
        post.watch,
        post.lang,
        post.url,
        post.author_handle,
        post.author_name,
        post.in_reply_to,
        post.conversation,
        post.quotes,
        post.repost_of,
        post.repost_of_author,
    )


def _numbers(post: Post) -> tuple[int | None, ...]:
    return (
        post.author_followers,
        post.author_following,
        post.author_posts,
        post.reposts,
        post.likes,
        post.replies,
        post.views,
    )


def load(raw: bytes) -> object:
    """Read JSON of any sender. Raises BadRecord, and nothing else, for any bytes that are none."""
    text = raw.decode("utf-8", "replace").lstrip("\ufeff")
    try:
        # strict=False: a raw control character inside a text is a sender's slip, not a reason to lose the mention.
        loaded: object = json.loads(text, parse_constant=_no_constant, strict=False)
    except BadRecord:
        raise
    except json.JSONDecodeError as fault:
        raise BadRecord(f"not JSON: {fault.msg} at character {fault.pos + 1}") from None
    except RecursionError:
        raise BadRecord("not JSON: nested too deeply") from None
    except ValueError:  # an integer of more than 4,300 digits
        raise BadRecord("not JSON: a number is too long") from None
    return loaded


def _no_constant(name: str) -> NoReturn:
    raise BadRecord(f"not JSON: {name} is not a JSON number")


def _post(obj: Mapping[str, object]) -> Post:
    rest: dict[str, object] = {name: fields.optional(obj, name) for name in _NAMES}
    rest.update({name: fields.number(obj, name) for name in _NUMBERS})
    role = fields.optional(obj, "role")
    if role not in (None, "brand", "auto"):
        raise BadRecord(f'role is {fields.shown(role)}; it must be "brand" or "auto"')
    born = obj.get("author_created_at")
    return Post(
        platform=fields.platform(obj),
        id=fields.required(obj, "id"),
        created_at=fields.instant(obj, "created_at"),
        author=fields.required(obj, "author"),
        text=fields.text(obj),
        author_created_at=None if born is None else fields.instant(obj, "author_created_at"),
        author_verified=fields.yes_no(obj, "author_verified"),
        author_default_profile=fields.yes_no(obj, "author_default_profile"),
        mentions=fields.mentioned(obj),
        role=role,
        sentiment=fields.sentiment(obj),
        seen_at=fields.seen(obj),
        is_imported=obj.get("imported") is True,
        attached=fields.attached(obj),
        is_undated=obj.get("undated") is True,
        delay=fields.delay(obj),
        **rest,  # type: ignore[arg-type]  # each was checked by its own reader above
    )


def _count(obj: Mapping[str, object]) -> Count:
    seconds, count = obj.get("seconds"), fields.number(obj, "count")
    if seconds is None:
        raise BadRecord("seconds is missing")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise BadRecord(f"seconds is {fields.kind(seconds)}; it must be a number")
    if not (math.isfinite(seconds) and 0 < seconds <= MAX_BUCKET):
        raise BadRecord("seconds must be above 0 and at most 31 days")
    if count is None:
        raise BadRecord("count is missing")
    return Count(
        watch=fields.required(obj, "watch"),
        platform=fields.platform(obj),
        created_at=fields.instant(obj, "created_at"),
        seconds=float(seconds),
        count=count,
        seen_at=fields.seen(obj),
    )


def _reply(obj: Mapping[str, object]) -> ReplyTold:
    answered = {name: fields.optional(obj, name) for name in ("in_reply_to", "conversation")}
    if not any(answered.values()):
        raise BadRecord("in_reply_to is missing, and conversation too: one of them says what was answered")
    automatic = obj.get("auto")
    if automatic is not None and not isinstance(automatic, bool):
        raise BadRecord(f"auto is {fields.kind(automatic)}; it must be true or false")
    return ReplyTold(
        platform=fields.platform(obj),
        id=fields.required(obj, "id"),
        created_at=fields.instant(obj, "created_at"),
        watch=fields.optional(obj, "watch"),
        by=fields.optional(obj, "by") or "",
        is_automatic=automatic is True,
        seen_at=fields.seen(obj),
        **answered,
    )
