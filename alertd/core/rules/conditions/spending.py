"""spending: so much of a source's money of today is spent that, at the pace of the day, the rest will not last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, percent
from alertd.core.rules.verdict import Verdict
from alertd.model.page import SPENT, SignalShown
from alertd.model.rule import Spending

if TYPE_CHECKING:
    from alertd.core.rules.view import SourceSeen, View

DAY = 86_400.0  # seconds; the platform bills by days of UTC


def test(spending: Spending, view: View) -> Verdict:
    """Find the source that has spent the largest share of its money of today."""
    limit = f"{percent(spending.spent)} spent, before so much of the day is over"
    seen = [(name, one) for name, one in sorted(view.eyes.seen.items()) if spending.source in ("each", name)]
    spent = [(_spent(one, view.now), name, one) for name, one in seen]
    known = [(share, name, one) for share, name, one in spent if share is not None]
    if not known:
        return Verdict(holds=False, limit=limit, note="no source says what it spends")
    share, name, source = max(known, key=lambda one: (one[0], one[1]))
    shown = SignalShown(name=f"{SPENT}{name}", value=share, usual=None, unit="share", window=None, rarity=None)
    passed = (source.spent_at % DAY) / DAY
    return Verdict(
        holds=share >= spending.spent and share > passed,
        value=share,
        limit=limit,
        stays=share >= spending.spent,
        is_steady=True,
        shown=(shown,),
        next_at=(view.now // DAY + 1) * DAY,
        note=f"{name}: {percent(share)} spent after {passed:.0%} of the day",
    )


def _spent(seen: SourceSeen, now: float) -> float | None:
    """Return what is spent of today's money; what was told yesterday was yesterday's."""
    return seen.spent if seen.spent_at // DAY == now // DAY else None


def sentence(spending: Spending, say: Spelling) -> str:
    """Read it back as a clause."""
    name = say("source", spending.source)
    whom = "each source by itself" if name == "each" else f"the source {name}"
    return f"{whom} has spent {say('spent', percent(spending.spent))} of its money of today, and at this pace the rest will not last"


SPECIFICATION = Specification(
    value=Spending,
    sentence=sentence,
    test=test,
    is_timed=True,
    is_of_ourselves=True,
    is_divisible=False,
    needs_no_sources=True,
)
