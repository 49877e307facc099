"""Heights: the largest number that each rule has shown in the running round, for pages about what has passed since.

Trap: a crisis pages on until somebody takes it, for hours after its storm. A page that counts only what comes now says "0 negative in 10 min"
below the word CRISIS, and whoever reads it at three in the morning goes back to sleep.
"""

from __future__ import annotations

from alertd.core.incidents.incident_state import Height, IncidentState
from alertd.core.incidents.page_facts import Facts
from alertd.core.rules.alert import Alert
from alertd.core.rules.evaluate import stands
from alertd.core.rules.watch_state import WatchState
from alertd.model.page import SignalShown
from alertd.model.rule import Rule
from alertd.model.value import quantised

EBB = 300.0  #: seconds; what was written in them says whether it goes on
FEWEST = 5  #: posts that were to be expected in them: of fewer none may be chance


def note(incident: IncidentState, rule: Rule, alert: Alert, now: float) -> None:
    """Remember what a rule shows if it is more than before; another quantity, or the same in a longer time, takes its place only by that."""
    lead = alert.shown[0] if alert.shown else None
    if lead is None or lead.value is None:
        return
    known = incident.heights.get(rule.id)
    if known is None or (_is_of(lead, known.shown) and lead.value > (known.shown.value or 0.0)):
        incident.heights = {**incident.heights, rule.id: Height(at=now, shown=lead)}


def passed(incident: IncidentState, rule: Rule, alert: Alert) -> Height | None:
    """Return the height of a rule that no longer holds: what its alert shows is of its last look, and none of it is of now.

    None while it holds, where a late burst is told as of its own minutes and they are the height, and of what is not counted in a
    window: the audience of a loud post, or a wait.
    """
    height = incident.heights.get(rule.id)
    lead = alert.shown[0] if alert.shown else None
    if height is None or lead is None or not height.shown.window or stands(rule.when, alert):
        return None
    is_height = _is_of(lead, height.shown) and (lead.value or 0.0) >= (height.shown.value or 0.0)
    return None if is_height and alert.as_of is not None else height


def facts_of(height: Height, state: WatchState, now: float) -> Facts:
    """Return the numbers of a page by a height, and beside them what was written in as long a time by now.

    The share and the authors of now would deny the height. What the alert shows is of its last look, which may be hours ago.
    """
    mentions, _, _ = state.mood.over(now, height.shown.window or 0.0)
    shown = height.shown
    return {
        "count": shown.value,
        "usual": shown.usual,
        "low": shown.low,
        "high": shown.high,
        "ratio": quantised(shown.value / shown.usual) if shown.value is not None and shown.usual else None,
        "unit": shown.unit,
        "window": shown.window,
        "rarity": shown.rarity,
        "rarity_of": None,
        "height_at": height.at,
        "now": mentions,
        "mentions": None,
        "negative_share": None,
        "authors": None,
    }


def ebbed(state: WatchState, window: float, now: float) -> Facts:
    """Return how many were written in the last five minutes, where that is under a quarter of what five minutes of the window hold; else nothing.

    Trap: an hour's count stays high for an hour after the last post. Of fewer than five that were to be expected nothing is said.
    """
    if window < 4 * EBB:
        return {}
    whole, last = state.mood.over(now, window)[0], state.mood.over(now, EBB)[0]
    expected = whole * EBB / window
    return {"now": last, "now_window": EBB} if expected >= FEWEST and 4 * last < expected else {}


def _is_of(lead: SignalShown, other: SignalShown) -> bool:
    return (lead.name, lead.unit) == (other.name, other.unit)
