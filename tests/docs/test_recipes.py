"""The recipes of the rules page do what their headings say: so many page, and one less does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli.test import command

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
RECIPES = PAGE.read_text(encoding="utf-8").split("\n## Recipes\n")[1].split("\n## ")[0]
RULES = dict(re.findall(r"### (.*?)\n\n```yaml\n(.*?)```", RECIPES, re.DOTALL))

USUAL = "2d of 2 mentions an hour, mood neutral"
#: What happens, for each recipe: what pages, and what is just too little.
PLAYED = {
    "Page when five people say these words": (
        'at 10:00, 5 posts saying "acme faces a lawsuit" over 10m by 5 authors',
        'at 10:00, 8 posts saying "acme faces a lawsuit" over 10m by 4 authors',
    ),
    "Page when more than thirty posts come within an hour": (
        "at 10:00, 40 mentions over 20m by 40 authors, mood neutral",
        "at 10:00, 20 mentions over 20m by 20 authors, mood neutral",
    ),
    "Page for one angry post that fifty thousand people can see": (
        "at 10:00, loud with 50k followers posts, mood angry",
        "at 10:00, loud with 49k followers posts, mood angry",
    ),
    "Page when both are true: a burst, and a name": (
        (
            'at 10:00, 8 posts saying "acme in Izmir is shut" over 10m by 8 authors\n'
            "    - at 10:00, 30 mentions over 20m by 30 authors, mood neutral"
        ),
        "at 10:00, 30 mentions over 20m by 30 authors, mood neutral",
    ),
}


def test_every_recipe_is_played() -> None:
    """A heading that is new here must show that it is true."""
    assert set(PLAYED) == set(RULES)


@pytest.mark.parametrize("heading", PLAYED)
def test_a_recipe_does_what_it_says(tmp_path: Path, heading: str) -> None:
    """With its stories beside it, as readers play their own."""
    enough, too_few = PLAYED[heading]
    (tmp_path / "recipe.yml").write_text(RULES[heading], encoding="utf-8")
    stories = "".join(
        f"- story: {name}\n  given:\n    - {USUAL}\n    - {line}\n  expect:\n    - {expected}\n"
        for name, line, expected in (
            ("enough", enough, "at 10:00 within 25m, page pr-oncall step 1"),
            ("too few", too_few, "nothing else"),
        )
    )
    (tmp_path / "recipe.test.yml").write_text(stories, encoding="utf-8")

    played = CliRunner().invoke(command, [str(tmp_path)], obj={})
    assert played.exit_code == 0, played.output
