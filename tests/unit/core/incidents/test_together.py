"""One event that hits two brands: two incidents, linked, and each page names the other."""

from __future__ import annotations

import pytest

from alertd.core.engine import Engine
from alertd.core.wording import word
from alertd.model.page import Page, PageKind
from alertd.model.watch import Watch
from tests.unit.core.stage import DAY_LONG, Stage, house, loud


def stage() -> Stage:
    """Return acme and globex, for which one loud post is an incident."""
    watches = tuple(Watch(name=name, terms=(name,)) for name in ("acme", "globex", "initech"))
    return Stage(house(loud(keep_firing_for=DAY_LONG), watches=watches))


def same_post(made: Stage, at: str = "10:00", *, ident: str = "p", later: str | None = None) -> Stage:
    """Let one post name both brands: two mentions of one id. later: when the second comes in."""
    made.until(at).mention(audience=1000, id=ident)
    if later is not None:
        made.until(later)
    made.mention(audience=1000, id=ident, watch="globex")
    return made


def pages(made: Stage, watch: str) -> list[Page]:
    """Return the pages proper of a brand."""
    return [page for page in made.pages if page.watch == watch and page.kind is PageKind.PAGE]


def test_they_stay_two_and_each_names_the_other() -> None:
    """Whoever is paged for the second reads that it is the same event; the first names it from its next page on."""
    made = same_post(stage())
    acme, globex = made.incidents()

    assert (acme.together, globex.together) == ((globex.id,), (acme.id,))
    assert pages(made, "globex")[0].facts["one_event"] == "acme"
    assert "one_event" not in pages(made, "acme")[0].facts
    assert pages(made.until("10:20"), "acme")[-1].facts["one_event"] == "globex"
    assert made.reasons().count("linked-by-the-same-posts") == 2


def test_other_posts_are_another_event() -> None:
    """Two brands on a bad morning."""
    made = stage()
    made.until("10:00").mention(audience=1000)
    made.mention(audience=1000, watch="globex")

    assert [incident.together for incident in made.incidents()] == [(), ()]


def test_half_of_the_fewer_posts_is_enough_and_less_is_not() -> None:
    """One of three is a coincidence; two of four is the same event."""
    for shared, is_linked in ((1, False), (2, True)):
        made = stage()
        made.until("10:00")
        for number in range(4):
            made.mention(audience=10, id=f"a{number}")
        for number in range(3):
            made.mention(audience=10, id=f"a{number}" if number < shared else f"g{number}", watch="globex")
        made.mention(audience=1000, id="a-loud")
        made.mention(audience=1000, id="g-loud", watch="globex")

        assert bool(made.incidents()[-1].together) is is_linked


def test_what_began_a_quarter_of_an_hour_before_is_another() -> None:
    """The post is copied at noon again."""
    assert same_post(stage(), later="10:14").incidents()[-1].together
    assert not same_post(stage(), later="10:16").incidents()[-1].together


def test_three_brands_are_all_linked() -> None:
    """Each names the two others, in the order in which they began."""
    made = same_post(stage())
    made.mention(audience=1000, id="p", watch="initech")

    assert pages(made, "initech")[0].facts["one_event"] == "acme, globex"
    assert [len(incident.together) for incident in made.incidents()] == [2, 2, 2]


def test_a_restart_keeps_the_link() -> None:
    """It is state of both."""
    made = same_post(stage())
    made.engine = Engine.restore(made.engine.snapshot())

    assert pages(made.until("10:20"), "acme")[-1].facts["one_event"] == "globex"


@pytest.mark.parametrize("language", ["en", "fr", "pt", "ru", "tr", "zh"])
def test_it_is_said_in_every_language(language: str) -> None:
    """The name of the other brand stands in the page."""
    [page] = pages(same_post(stage()), "globex")

    assert "acme" in word(page.with_(language=language), {}, "").text
