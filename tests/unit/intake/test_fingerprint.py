"""Fingerprint: copies are one voice, people are not."""

from datetime import UTC, datetime

import pytest

from alertd.intake.fingerprint import MAX_TOKENS, Voices, gist, token_of, tokens
from alertd.intake.normalise import folded
from alertd.model.post import Post

LONG = "The new Acme phone caught fire in my pocket and nobody answers my mails"


class _Feed:
    """Posts of one platform through one memory."""

    def __init__(self, remembered: int = 1000) -> None:
        self.voices = Voices(remembered=remembered)
        self.count = 0

    def say(self, text: str, *, post_id: str | None = None, repost_of: str | None = None) -> tuple[int, bool]:
        self.count += 1
        post = Post(
            platform="x",
            id=post_id or f"p{self.count}",
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            author="a",
            text=text,
            repost_of=repost_of,
        )
        return tuple(self.voices.voice(post, gist(folded(text))))  # type: ignore[return-value]

    def voice(self, text: str, **how: str) -> int:
        return self.say(text, **how)[0]


@pytest.mark.parametrize(
    "copy",
    [
        LONG.upper(),
        f"RT @somebody: {LONG}",
        f"RT @a.bsky.social: RT @b: {LONG}",
        f"{LONG} https://t.co/Ab12",
        f"@x @y {LONG}!!! 🔥🔥",
        f"{LONG} 12345",
        LONG.replace(" ", "  "),
        LONG.replace("phone", "pho\u200bne"),
        f"{LONG} www.example.org/x",
    ],
)
def test_what_copies_change_does_not_make_a_voice(copy: str) -> None:
    """Five hundred copies with a number each are one voice."""
    feed = _Feed()
    assert feed.voice(LONG) == feed.voice(copy)


def test_one_word_changed_in_a_long_text_is_the_same_voice_and_another_text_is_not() -> None:
    """Rings change a word for each account; what two people say in their own words is two voices."""
    feed = _Feed()
    first = feed.voice(LONG)
    assert feed.voice(LONG.replace("fire", "cold")) == first
    assert feed.voice("My Acme phone was on fire in the kitchen, and when I wrote to them no answer came") != first


@pytest.mark.parametrize("text", ["", "!!!", "😡", "https://t.co/x", "@acme 1", "no"])
def test_with_nothing_to_read_everybody_is_a_voice(text: str) -> None:
    """Sixty angry faces are sixty people."""
    feed = _Feed()
    assert feed.voice(text) != feed.voice(text)


def test_a_voice_is_63_bits_and_the_same_in_every_run() -> None:
    """It stands in the log for ever, and fits the store's integers."""
    assert _Feed().voice(LONG) == 5_188_915_780_426_384_662
    assert all(0 <= _Feed().voice(f"{word} {LONG}") < 2**63 for word in ("a", "b", "c", "d", "e", "f"))


def test_reposts_share_the_voice_of_an_original_that_was_seen() -> None:
    """Whole, cut or empty."""
    feed = _Feed()
    voice = feed.voice(LONG, post_id="root")
    for text in (f"RT @a: {LONG}", f"RT @a: {LONG[:30]}…", f"RT @a: {LONG[:30]}… https://t.co/x", ""):
        assert feed.voice(text, repost_of="root") == voice


def test_reposts_of_an_unseen_original_share_one_among_themselves_and_with_it_when_it_comes() -> None:
    """Whichever came first."""
    feed = _Feed()
    voice = feed.voice("", repost_of="root")
    assert feed.voice(f"RT @a: {LONG[:30]}…", repost_of="root") == voice
    assert feed.voice(LONG, post_id="root") == voice
    other = _Feed()
    assert other.voice(f"RT @a: {LONG}", repost_of="root") == other.voice(LONG) == other.voice("", repost_of="root")


def test_empty_reposts_find_their_original_even_after_it_was_forgotten() -> None:
    """Where the original has no text either, both are known by its id."""
    feed = _Feed(remembered=1)
    voice = feed.voice("", post_id="root")
    feed.voice(LONG)
    assert feed.voice("", repost_of="root") == voice


def test_the_same_post_again_keeps_its_voice_and_is_no_copy_of_itself() -> None:
    """Platforms deliver twice, and edits come under the old id."""
    feed = _Feed()
    first = feed.say(LONG, post_id="1")
    assert feed.say(LONG, post_id="1") == first == (first[0], False)
    assert feed.voice("quite another text now", post_id="1") == first[0]


def test_copies_are_told_from_originals() -> None:
    """A repost always; a long text said before; a short question never, its writer waits for an answer."""
    feed = _Feed()
    assert [feed.say(LONG)[1], feed.say(LONG)[1]] == [False, True]
    assert feed.say("something new", repost_of="1")[1] is True
    assert [feed.say("where is my order?")[1], feed.say("where is my order?")[1]] == [False, False]


def test_memory_is_bounded() -> None:
    """A year of posts does not stay."""
    feed = _Feed(remembered=10)
    for number in range(100):
        feed.voice(f"{'abcdefghij'[number % 10] * (number + 3)} {LONG}")
    assert len(feed.voices._by_post) == 10
    assert len(feed.voices._first) == 10


def test_tokens_are_words_and_pairs_of_letters_where_there_are_no_spaces() -> None:
    """Numbers, single letters, names and links are none."""
    words = tokens(gist(folded("Acme acme 737max 12 a @bob https://x.y/z 電池が #Fire")))
    expected = [token_of(word) for word in ("acme", "737max", "電池", "池が", "fire")]
    assert list(words) == expected
    assert list(tokens(gist(folded("हिन्दी में")))) == [token_of("हिन्दी"), token_of("में")]


def test_tokens_are_bounded_and_the_same_in_every_run() -> None:
    """Sixty-four of 31 bits, whatever the text."""
    assert len(tokens(gist(folded(" ".join(f"word{n}" for n in range(500)))))) == MAX_TOKENS
    assert len(tokens(gist("字" + "".join(chr(0x4E00 + n) for n in range(500))))) == MAX_TOKENS
    assert tokens(gist("x" * 5000)) == ()
    assert token_of("boycott") == 2_047_238_308
    assert all(0 <= token_of(word) < 2**31 for word in ("a", "ü", "電池", "\ud800"))
