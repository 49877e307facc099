"""The headline of an incident, for readers who cannot read what most people write."""

from __future__ import annotations

from alertd.web.backend import PostShown
from alertd.web.headline import headline
from tests.unit.core.wording.pages import STORM, facts
from tests.unit.web.fake_backend import mention

CHINESE, ENGLISH = "凯乐壶自己开机,差点烧了厨房,别买", "The Kettlo burned my hand after the update. Shame on you."
PAGE = STORM.with_(facts={**facts(), "said": "凯乐壶自己开机,差点烧了厨房"})


def post(text: str | None, language: str, ident: str = "1", why: str = "typical") -> PostShown:
    """Return a telling post."""
    return PostShown(mention=mention(id=ident, language=language), text=text, why=why)


def test_who_reads_english_is_quoted_an_english_post() -> None:
    """Where the incident tells one; also to who reads American English."""
    posts = [post(CHINESE, "zh"), post(ENGLISH, "en", "2")]
    assert headline(PAGE, posts, "en").startswith("About: “The Kettlo burned my hand")
    assert "Kettlo burned" in headline(PAGE, posts, "en-US")


def test_where_there_is_none_the_quote_names_its_language() -> None:
    """In the reader's words for it; what was left out as noise, or erased, is no substitute."""
    posts = [post(CHINESE, "zh"), post(ENGLISH, "en", "2", why="left out"), post(None, "en", "3")]
    assert headline(PAGE, posts, "en") == "About: “凯乐壶自己开机,差点烧了厨房” (Chinese)"
    assert headline(PAGE, posts, "tr").endswith("(Çince)")


def test_who_reads_it_is_quoted_it_as_it_stands() -> None:
    """And so is everybody where nobody knows of what language it is."""
    posts = [post(CHINESE, "zh"), post(ENGLISH, "en", "2")]
    assert "凯乐壶" in headline(PAGE, posts, "zh")
    assert headline(PAGE, [post(ENGLISH, "en")], "en") == "About: “凯乐壶自己开机,差点烧了厨房”"
    assert headline(PAGE, [post(CHINESE, "und")], "en").endswith("”")


def test_a_page_without_a_quote_stays_as_it_is() -> None:
    """It speaks of a source, or of nothing; there is nothing to choose."""
    assert headline(STORM, [], "en") == ""
