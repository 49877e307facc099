"""Conditions of the language that no test stands behind yet: `check` names them and `run` refuses a rule that needs one."""

from __future__ import annotations

from alertd.core.rules.specification import Specification, sentiment_of
from alertd.core.rules.spelling import Spelling, percent, post
from alertd.model.rule import Coordinated, GoingViral, PromiseMet


def _going_viral(viral: GoingViral, say: Spelling) -> str:
    if viral.top_a_day is not None:
        how = f"ranks {say('rank', f'top {viral.top_a_day} a day')} among those likeliest to travel"
    else:
        reposts = say("exceeds", f"{viral.exceeds_reposts} reposts")
        how = f"is likely to go over {reposts}"
    return f"{post(viral.sentiment, say)} {how}, judged {say('after', viral.after)} after it appeared"


def _promise(promise: PromiseMet, say: Spelling) -> str:
    window, target = say("window", promise.window), say("target", promise.target)
    return (
        f"the promise of a {say('of', promise.of)} within {target}, met for {say('met', percent(promise.met))} "
        f"of mentions over {window}, is being spent too fast"
    )


def _coordinated(group: Coordinated, say: Spelling) -> str:
    accounts, share = say("accounts", group.accounts), say("share", percent(group.share))
    return f"a group of {accounts} accounts or more makes up {share} of the mentions in {say('window', group.window)} by copies or joint reposts"


NOT_YET = (
    Specification(value=GoingViral, sentence=_going_viral, mood=sentiment_of),
    Specification(value=PromiseMet, sentence=_promise),
    Specification(value=Coordinated, sentence=_coordinated),
)
