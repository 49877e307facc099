"""Where the messages of an incident stand: a chat shows them as one thread under the first, which follows the state.

The first message that a provider took for an incident, on a channel and at an address, is remembered with the provider's id of
it; later pages to the same place are given it. It lies beside the outbox, in the writer's hands: a restart knows it too.
"""

from __future__ import annotations

import hashlib
import json

import structlog

from alertd.core.wording import Worded, restated
from alertd.model.page import Page
from alertd.ports import QueuedPage, Thread
from alertd.runtime.fold import quotes_of
from alertd.store_port import Store

log = structlog.get_logger("alertd.outbox")

_KEPT = "threads"
#: Places remembered; the oldest is forgotten first, and its next page begins a thread anew.
_MOST = 1_000


def remember(store: Store, page: Page, provider_id: str) -> None:
    """Remember the first message of a page's place. Only on the writer's thread, inside its transaction."""
    kept: dict[str, str] = json.loads(store.meta(_KEPT) or "{}")
    place = _place(page)
    if place not in kept:
        kept[place] = f"{page.page_id} {provider_id}"
        store.set_meta(_KEPT, json.dumps(dict(list(kept.items())[-_MOST:]), separators=(",", ":")))


def find(store: Store, page: Page) -> Thread | None:
    """Return the first message of a page's place as it reads with that page, None where there is none yet."""
    if page.incident is None:
        return None
    kept: dict[str, str] = json.loads(store.meta(_KEPT) or "{}")
    found = kept.get(_place(page))
    if found is None:
        return None
    first_id, _, provider_id = found.partition(" ")
    if first_id == page.page_id:
        return None  # a repeat of the first message itself
    for queued, _, _ in store.pages.some([first_id]):
        first = queued.page
        now = _now(queued, page)
        return Thread(
            provider_id=provider_id,
            title=now.title,
            text=now.text,
            was=queued.title,
            page_id=first_id,
            link=queued.link,
            curve=first.curve,
        )
    return None


def _now(first: QueuedPage, page: Page) -> Worded:
    """Return what a first message says from a page on; what it said, where that cannot be worded.

    Trap: this is asked of all pages that are due, in the turn in which they are taken: one fault here would let none of them out.
    """
    said = Worded(title=first.title, text=first.text)
    try:
        return restated(first.page, quotes_of(first), page, said)
    except Exception as error:  # noqa: BLE001 - see above
        log.error("thread.unworded", page_id=page.page_id, error=repr(error))
        return said


def _place(page: Page) -> str:
    words = "\0".join((page.incident or "", page.channel, page.to_address))
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=9).hexdigest()
