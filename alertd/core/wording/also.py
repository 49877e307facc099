"""Also: where else the one whom a page names has accounts. One person is told in one line, never guessed to be one."""

from __future__ import annotations

from alertd.core.wording.clean import Family, ours, theirs
from alertd.core.wording.figures import phrase
from alertd.core.wording.platforms import PLATFORMS
from alertd.model.page import Page

MOST = 3  #: other accounts that a line names


def also(page: Page, family: Family) -> str:
    """Return where the loudest post was written and under which accounts its author writes elsewhere, as " (X) = jane.example (Bluesky)".

    "" where the watch's `people` know of no other account. An id says nothing to a reader: there the platform is all.
    """
    platform, accounts = phrase(page, "top_platform"), phrase(page, "top_also")
    if platform is None or accounts is None:
        return ""
    said = f" ({_called(platform, family)})"
    for account in accounts.split("\n")[:MOST]:
        where, _, name = account.partition(" ")
        called = _called(where, family)
        said += f" = {called}" if name.startswith("id:") else f" = {theirs(family, name, 40)} ({called})"
    return said


def _called(platform: str, family: Family) -> str:
    return PLATFORMS.get(platform, ours(family, platform, 20))
