"""The sections of conditions in `docs/rules.md`, made of their forms. Run as a program, it writes them anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alertd.rulefile.conditions.catalogue import FORMS
from alertd.rulefile.conditions.form import ConditionForm
from alertd.yamlform.forms import Key

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
BEGINS, ENDS = "<!-- conditions: written by python -m tests.docs.reference -->\n", "<!-- /conditions -->\n"


def parted(page: str) -> tuple[str, str, str]:
    """Return what stands before the sections, the sections, and what stands after them."""
    before, begins, rest = page.partition(BEGINS)
    sections, ends, after = rest.partition(ENDS)
    assert (begins, ends) == (BEGINS, ENDS), "docs/rules.md has lost a mark"
    return before + begins, sections, ends + after


def written() -> str:
    """Return the sections of all conditions."""
    return "\n".join("".join(f"{line}\n" for line in _section(form)) for form in FORMS)


def _section(form: ConditionForm) -> Iterator[str]:
    yield from (f"### {form.name}", "", form.says, "")
    yield from ("```yaml", "when:", f"  {form.example}", "```", "")
    yield from ("| key | meaning | default |", "|---|---|---|")
    for key in form.keys.values():
        yield f"| `{key.name}` | {key.says}{_values(key)} | {_default(key)} |"


def _values(key: Key) -> str:
    schema: dict[str, Any] = key.shape.schema()
    if "enum" in schema and True not in schema["enum"]:
        return ": " + ", ".join(f"`{value}`" for value in schema["enum"])
    return "".join(f", such as `{one}`" for one in schema.get("examples", ()))


def _default(key: Key) -> str:
    return "**required**" if key.is_required else key.default


if __name__ == "__main__":
    before, _, after = parted(PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(before + written() + after, encoding="utf-8")
