"""Conditions of the language that no test stands behind yet: `check` names them and `run` refuses a rule that needs one."""

from __future__ import annotations

from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, floored, ratio
from alertd.model.rule import Compare

METRICS = {
    "volume": "volume of mentions",
    "negative_share": "negative share (negative_share)",
    "first_reply": "time to the first reply (first_reply)",
    "reach": "reach",
}


def _compare(compare: Compare, say: Spelling) -> str:
    metric = say("metric", compare.metric)
    worse, window = say("worse_by", ratio(compare.worse_by)), say("window", compare.window)
    floor = floored(compare.at_least, say)
    return f"our {METRICS.get(metric, metric)} is {worse} worse than that of {say('with', compare.others)} in {window}{floor}"


NOT_YET = (
    Specification(
        value=Compare, sentence=_compare, mood=lambda one: "negative" if one.metric == "negative_share" else ""
    ),
)
