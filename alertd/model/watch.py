"""Watch: what we look for."""

from __future__ import annotations

from datetime import datetime

from alertd.model.value import Value


class Campaign(Value, frozen=True, kw_only=True):
    """A planned event: it raises what is expected instead of muting."""

    name: str
    begins_at: datetime
    ends_at: datetime
    expect: float  #: times the usual volume


class Occasion(Value, frozen=True, kw_only=True):
    """A planned event that comes again: `on` names its first day, in the words of `alertd.core.occasions`.

    days: how many it lasts, None: as such occasions do. expect: times the usual volume.
    """

    name: str
    on: str
    expect: float
    days: int | None = None


class Watch(Value, frozen=True, kw_only=True):
    """A brand: its terms, languages, own handles and competitors.

    terms: any of them makes a post a mention; exclude: none of these may occur; needs: one of these must occur too.
    languages: empty means all.
    handles: platform to the brand's own accounts (id or handle, case folded, without @): their posts are replies.
    exact: names are found as whole words only, as they are written.
    staff, ignore: platform to accounts of employees and of partners: their posts are no mentions, and are counted as theirs.
    occasions: planned events that come every year or month. timezone: where its people live: days and weeks are theirs, and
    occasions begin at their midnight.
    near: a need counts only so many words from a term, None: anywhere in the post.
    group: what it belongs to, such as the stores of a region or a franchise: reports compare groups. None: to nothing.
    people: a person's name to their accounts by platform (as in `handles`), where somebody knows that these are one person: they count as
    one author. Nobody guesses it.
    title: what people call it, wherever they read of it; None: as its name.
    is_implied: came only from `competitors` or a replayed file; no rule was written for it.
    """

    name: str
    terms: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    handles: dict[str, tuple[str, ...]] = {}
    auto_handles: dict[str, tuple[str, ...]] = {}
    competitors: tuple[str, ...] = ()
    hours: str | None = None
    campaigns: tuple[Campaign, ...] = ()
    is_implied: bool = False
    exact: bool = False
    staff: dict[str, tuple[str, ...]] = {}
    ignore: dict[str, tuple[str, ...]] = {}
    near: int | None = None
    occasions: tuple[Occasion, ...] = ()
    timezone: str = "UTC"
    group: str | None = None
    people: dict[str, dict[str, tuple[str, ...]]] = {}
    title: str | None = None
