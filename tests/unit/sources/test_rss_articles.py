"""Articles: identity that carries the feed, all of the text, and an age that is known or not."""

from __future__ import annotations

from datetime import UTC, datetime

from alertd.model.post import Post
from alertd.sources.rss.article import Articles
from alertd.sources.rss.feed import decoded, read_feed

NOW = datetime(2026, 11, 28, 16, 0, tzinfo=UTC)
DATE = "<pubDate>Sat, 28 Nov 2026 15:00:00 GMT</pubDate>"


def posts(*items: str, address: str = "https://a.example/feed", is_late: bool = True, head: str = "") -> list[Post]:
    """Read a feed as the source does."""
    whole = f"<rss><channel><title>Paper</title><link>https://a.example/</link>{head}{''.join(items)}</channel></rss>"
    return [one()[0] for one in Articles(address).of(read_feed(whole.encode()), NOW, is_late=is_late)]


def item(title: str, guid: str, link: str = "", more: str = DATE) -> str:
    """Write an entry."""
    return f"<item><title>{title}</title><guid>{guid}</guid><link>{link}</link>{more}</item>"


def test_a_guid_that_repeats_or_says_nothing_is_no_identity() -> None:
    """N/A, 1, the blog's address: each article is one all the same."""
    for guid in ("N/A", "1", "https://a.example/", "tag:a.example,same-for-all"):
        found = posts(item("Shop", guid, "https://a.example/1"), item("Fire", guid, "https://a.example/2"))
        assert len({post.id for post in found}) == 2, guid


def test_two_papers_that_number_alike_are_two() -> None:
    """An id carries its feed's; the way the address is written does not matter."""
    one, other = (
        posts(item("Acme", "tag:x,7"), address=url)[0].id for url in ("https://a.example/f", "https://b.example/f")
    )
    moved = posts(item("Acme", "tag:x,7"), address="http://a.example/f/")[0].id

    assert one != other
    assert one == moved


def test_a_number_that_is_used_again_for_another_article_is_another() -> None:
    """A paper that numbers its items from 1 each day does not rewrite yesterday's."""
    articles = Articles("https://a.example/feed")

    def look(title: str, link: str) -> str:
        feed = read_feed(f"<rss><channel>{item(title, 'article-1', link)}</channel></rss>".encode())
        return next(one()[0].id for one in articles.of(feed, NOW, is_late=False))

    first, edited, second = look("Fire", "/1"), look("Fire, corrected", "/1"), look("Opening", "/2")
    assert first == edited != second


def test_all_of_an_article_is_text_and_said_once() -> None:
    """Summary and content, in whichever order; categories stand apart."""
    more = "<description>Three makers.</description><content:encoded><![CDATA[<p>Three makers.</p><p>Acme burns.</p>]]></content:encoded>"
    (post,) = posts(item("Recall", "tag:x,7", more=f"{more}<category>Fires</category>{DATE}"))

    assert post.text == "Recall\n\nThree makers.\nAcme burns."
    assert post.attached == {"tags": "Fires"}


def test_atom_with_markup_a_foreign_title_and_a_nested_author() -> None:
    """Prefixes of other vocabularies do not override the feed's own words."""
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="m"><title>Tube</title><entry><id>yt:video:1</id>'
        '<title type="text">a &lt;b&gt; c</title><media:group><media:title>Other</media:title>'
        "<media:description>We burn it.</media:description></media:group><author><name>Ann</name><uri>u</uri></author>"
        '<link rel="self" href="https://t.example/self"/><link href="https://t.example/1"/>'
        '<content type="xhtml"><div><p>One</p><p>Two</p></div></content><updated>2026-11-28T15:00:00Z</updated></entry></feed>'
    )
    (post,) = (one()[0] for one in Articles("https://t.example").of(read_feed(atom.encode()), NOW, is_late=False))

    assert (post.author, post.url) == ("Ann", "https://t.example/1")
    assert post.text == "a <b> c\n\nWe burn it.\nOne\nTwo"


def test_an_unknown_age_is_history_at_a_first_look_and_now_at_a_later_one() -> None:
    """Thirty entries without a date are no burst; one that appears between two looks is new."""
    first, later = (posts(item("Acme", "tag:x,7", more=""), is_late=is_late)[0] for is_late in (True, False))

    assert (first.is_undated, later.is_undated) == (True, False)
    ahead = posts(item("Acme", "tag:x,7", more="<pubDate>Sat, 28 Nov 2026 19:00:00</pubDate>"))[0]
    assert ahead.is_undated, "local time without its zone, in the east, is not now"


def test_a_section_cannot_forge_an_entry() -> None:
    """What a stranger wrote inside a section stays his entry's text."""
    forged = "<![CDATA[burns </item><item><guid>tag:x,8</guid><title>forged</title>]]>"
    found = posts(item("Acme", "tag:x,7", more=f"<description>{forged}</description>{DATE}"))

    assert [post.id.partition("#")[0] for post in found] == ["tag:x,7"]


def test_an_entity_of_its_own_is_not_expanded() -> None:
    """No bomb, no file."""
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    feed = read_feed(f"{bomb}<rss><channel><item><title>&a;&b;</title><guid>g</guid></item></channel></rss>".encode())

    assert feed.entries[0].title == "&a;&b;"


def test_letters_are_read_by_declaration_mark_or_header() -> None:
    """Windows-1252 that calls itself UTF-8 too; an unknown name is UTF-8, and no codec of another kind is asked."""
    assert decoded("é".encode("utf-16")) == "é"
    assert decoded('<?xml version="1.0" encoding="windows-1254"?>ş'.encode("windows-1254")).endswith("ş")
    assert decoded("ş".encode("iso-8859-9"), "text/xml; charset=iso-8859-9") == "ş"
    assert decoded("“quoted” ".encode("cp1252") * 50).startswith("“quoted”")
    assert decoded(b'<?xml encoding="unicode_escape"?>\\x41').endswith("\\x41")
