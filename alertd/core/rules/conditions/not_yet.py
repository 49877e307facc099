"""Conditions of the language that no test stands behind yet: `check` names them and `run` refuses a rule that needs one."""

from __future__ import annotations

from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, percent
from alertd.model.rule import Coordinated


def _coordinated(group: Coordinated, say: Spelling) -> str:
    accounts, share = say("accounts", group.accounts), say("share", percent(group.share))
    return f"a group of {accounts} accounts or more makes up {share} of the mentions in {say('window', group.window)} by copies or joint reposts"


NOT_YET = (Specification(value=Coordinated, sentence=_coordinated, is_event=True),)
