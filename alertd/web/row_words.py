"""What the texts of a report's rows mean, in the reader's language. A text that somebody wrote himself, such as a watch, stays as it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from alertd.core.wording.languages.table import Language
from alertd.core.wording.languages.tongues import tongue
from alertd.core.wording.platforms import PLATFORMS
from alertd.model.value import Value
from alertd.report.response import WEEKDAYS
from alertd.report.response_report import WHOLE

_WHOLE = {told: name for name, told in WHOLE.items()}


class RowWords(Value, frozen=True, kw_only=True):
    """The words of one reader. rules, brands: what each rule and each watch is called."""

    t: Mapping[str, str]
    tongue: Language
    rules: Mapping[str, str]
    brands: Mapping[str, str] = {}

    def said(self, column: str, group: str, text: str) -> str:
        """Return a text of a column. group: the row's first text, which says of what a name is the name."""
        match column:
            case "by":
                return self.t.get(f"g_{text}", text)
            case "name":
                return self._named(group, text)
            case "watch":
                return self.brands.get(text, text)
            case "rule":
                return self.rules.get(text, text)
            case "severity":
                return self.tongue.severities.get(text, self.t["g_gone"] if text == "gone" else text)
            case "stage":
                return self.t.get(f"st_{text}", text)
            case "step":
                return self.t.get(text, text)
            case "platform":
                return PLATFORMS.get(text, text)
            case _:
                return text

    def _named(self, group: str, text: str) -> str:
        if group == "all":
            return self.t.get(f"g_all_{_WHOLE.get(text, '')}", text)
        if group == "watch":
            return self.brands.get(text, text)
        if group == "platform":
            return PLATFORMS.get(text, text)
        if group == "language":
            return self.t["g_unknown"] if text == "und" else tongue(self.tongue.code, text)
        if group == "priority":
            return self.t.get(f"g_first_{text}", text)
        if group == "weekday" and text in WEEKDAYS:
            return self.t["weekdays"].split()[WEEKDAYS.index(text)]
        return f"{text}:00" if group == "hour" else text
