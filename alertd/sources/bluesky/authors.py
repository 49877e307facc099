"""Authors: names and followers of those whose posts match, twenty-five at a time, and never at a post's expense."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from urllib.parse import quote

import aiohttp
import msgspec

from alertd.errors import SourceError
from alertd.model.post import Post
from alertd.ports import Clock
from alertd.sources.json_body import decoded
from alertd.sources.sift import readable
from alertd.sources.wire import fetch

AT_ONCE = 25  #: the API's limit
KEPT = 50_000
FRESH = timedelta(hours=12)


class Profile(msgspec.Struct, rename="camel"):
    """An author as the public API writes it."""

    did: str
    handle: str | None = None
    display_name: str | None = None
    followers_count: int | None = None
    follows_count: int | None = None
    posts_count: int | None = None
    created_at: str | None = None
    avatar: str | None = None
    description: str | None = None


class _Profiles(msgspec.Struct):
    profiles: list[msgspec.Raw] = []


_profiles = msgspec.json.Decoder(_Profiles)


class Authors:
    """Looks up profiles and remembers them for half a day; a failing API only means posts without followers."""

    def __init__(self, session: aiohttp.ClientSession, clock: Clock, api: str) -> None:
        self._session = session
        self._clock = clock
        self._api = api
        self._known: OrderedDict[str, tuple[datetime, Profile | None]] = OrderedDict()
        self._rests_until: datetime | None = None

    async def learn(self, actors: list[str]) -> None:
        """Look up those (ids or handles) that are not known or were long ago."""
        now = self._clock.now()
        if self._rests_until is not None and now < self._rests_until:
            return
        unknown = [actor for actor in dict.fromkeys(actors) if not self._is_known(actor, now)]
        for first in range(0, len(unknown), AT_ONCE):
            some = unknown[first : first + AT_ONCE]
            try:
                found = await self._ask(some)
            except SourceError:
                self._rests_until = now + timedelta(seconds=30)
                return
            by_name = {name: profile for profile in found for name in (profile.did, profile.handle) if name}
            for actor in some:
                self._known[actor] = (now, by_name.get(actor))
            while len(self._known) > KEPT:
                self._known.popitem(last=False)

    def _is_known(self, actor: str, now: datetime) -> bool:
        entry = self._known.get(actor)
        return entry is not None and now - entry[0] < FRESH

    def profile(self, actor: str) -> Profile | None:
        """Return what is known of an author."""
        entry = self._known.get(actor)
        return entry[1] if entry else None

    async def _ask(self, actors: list[str]) -> list[Profile]:
        query = "&".join(f"actors={quote(actor, safe=':')}" for actor in actors)
        url = f"{self._api}/xrpc/app.bsky.actor.getProfiles?{query}"
        answer = await fetch(self._session, self._clock, url, seconds=5.0)
        if answer.status != 200:
            raise SourceError(f"Bluesky's public API answered {answer.status}")
        try:
            return readable(decoded(answer.body, _profiles).profiles, Profile)
        except (msgspec.DecodeError, ValueError):
            raise SourceError("Bluesky's public API answered something that is no list of profiles") from None

    def signed(self, post: Post) -> Post:
        """Return the post with what is known of its author."""
        profile = self.profile(post.author)
        if profile is None:
            return post
        try:
            made_at = datetime.fromisoformat(profile.created_at) if profile.created_at else None
        except ValueError:
            made_at = None
        return post.with_(
            author_handle=profile.handle,
            author_name=profile.display_name or None,
            author_followers=profile.followers_count,
            author_following=profile.follows_count,
            author_posts=profile.posts_count,
            author_created_at=made_at if made_at and made_at.tzinfo else None,
            # Bluesky leaves both out where there are none.
            author_default_profile=not profile.avatar and not (profile.description or "").strip(),
        )
