"""House: everything the engine decides by, as one value in the log."""

from __future__ import annotations

from datetime import timedelta

from alertd.model.drill import DrillPlan
from alertd.model.people import Roster
from alertd.model.rule import Rule
from alertd.model.value import Value
from alertd.model.watch import Watch
from alertd.model.weekly import WeeklyPlan


class Promises(Value, frozen=True, kw_only=True):
    """The clocks of an incident, and of first replies by platform ("default" for the rest).

    broken: the policy whose first step hears of each incident that breaks one; None: the last step of the policies at work.
    """

    acknowledge: timedelta = timedelta(minutes=15)
    plan: timedelta = timedelta(hours=1)
    solve: timedelta = timedelta(hours=24)
    first_reply: dict[str, timedelta] = {}
    broken: str | None = None


class House(Value, frozen=True, kw_only=True):
    """Watches, rules, people and promises. Secrets are not in it: it is written to the log.

    console: everything goes to one responder `console`, whatever the rules say (demo, `--watch`, replay without settings).
    weekly: who hears once a week what the week was like; None: nobody.
    drill: when a marked crisis is played by itself; None: never.
    replies: ways by which people may answer ("sms", "slack", ...); None: of a log that did not say, codes stand on its pages.
    """

    watches: tuple[Watch, ...] = ()
    rules: tuple[Rule, ...] = ()
    roster: Roster = Roster()
    promises: Promises = Promises()
    ops_policy: str | None = None
    page_language: str = "en"
    public_url: str = "http://127.0.0.1:8321"
    console: bool = False
    replies: tuple[str, ...] | None = None
    drill: DrillPlan | None = None
    weekly: WeeklyPlan | None = None

    def called(self, watch: str) -> str:
        """Return what people call a watch: its title, else its name. Who asks for many takes `titles` once."""
        return self.titles.get(watch, watch)

    def named(self, word: str) -> str | None:
        """Return the watch that people mean: by its name, else its title, however they write them. None: there is no such watch, or several."""
        meant = word.strip().casefold()
        names = {one.name for one in self.watches}
        found = (
            names & {word}
            or {name for name in names if name.casefold() == meant}
            or {one.name for one in self.watches if (one.title or one.name).casefold() == meant}
        )
        return found.pop() if len(found) == 1 else None

    @property
    def titles(self) -> dict[str, str]:
        """What people call each watch that has a title."""
        return {one.name: one.title for one in self.watches if one.title}

    @property
    def takes_codes(self) -> bool:
        """Whether a short code that comes back by SMS acknowledges; a code that nobody reads must not be printed."""
        return self.replies is None or "sms" in self.replies
