"""Names that strangers make up: languages, platforms, authors. However many come, what is kept for them stays as large as it is.

Work and entries are counted, not seconds and bytes: the same on any machine.
"""

from __future__ import annotations

import itertools
import string
from datetime import UTC, datetime, timedelta

from alertd.core.few import MOST, OTHER
from alertd.core.rules.groups import Groups
from alertd.core.topic import matters
from alertd.intake import needs_answer
from alertd.intake import reach as module
from alertd.intake.fingerprint import Voices, gist
from alertd.intake.language import languages, normal_tag
from alertd.intake.near_copies import NearCopies
from alertd.intake.normalise import folded
from alertd.intake.reach import ReachFold
from alertd.model.page import PageKind
from alertd.model.post import Post
from alertd.model.score import Quality, Score
from tests.unit.core.stage import DAY_LONG, Stage, house, loud

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
TAGS = ["".join(letters) for n in (2, 3) for letters in itertools.product(string.ascii_lowercase, repeat=n)]


def post(author: str = "a", *, platform: str = "x", **more: object) -> Post:
    """Return a post of an author, which has the author's name for an id."""
    made: dict[str, object] = {"id": author, "created_at": AT, "author": author, "text": ""}
    return Post(platform=platform, **(made | more))  # type: ignore[arg-type]


def test_a_made_up_language_is_none() -> None:
    """Of all tags of two and three letters some two hundred are languages; the text tells the language of the others."""
    real = {tag for tag in map(normal_tag, TAGS) if tag is not None}

    assert len(TAGS) > 18_000
    assert 150 < len(real) < 300
    assert {"en", "tr", "zh", "ckb", "yue"} <= real
    assert languages([("the parcel never came and nobody answers", "qzj")]) == ["en"]


def test_a_tag_that_is_written_otherwise_is_still_known() -> None:
    """What platforms call by old names, and what the detector itself says, are languages."""
    assert [normal_tag(tag) for tag in ("jw", "mo", "sh", "iw", "sr-ME", "tlh", "kha")] == [
        "jv",
        "ro",
        "sr",
        "he",
        "sr",
        "tlh",
        "kha",
    ]


def test_no_list_of_words_is_made_for_a_language_that_has_none() -> None:
    """Ten thousand languages look at the same English lists: nothing is kept for each of them."""
    score = Score.of(0.2, 0.6, 0.2, quality=Quality.TRAINED, scorer="t/1")
    tags = [tag for tag in TAGS[:5_000] if tag not in needs_answer.KNOWN]

    assert len(tags) > 4_900
    assert all(needs_answer.needs_answer("@acme my parcel is lost, can you help?", tag, score) for tag in tags)
    assert all(matters.matter("my kettle caught fire", tag) is None for tag in tags)
    assert needs_answer._lists.cache_info().currsize < 20
    assert all(len(lists) < 20 for lists in matters._LISTS.values())


def test_groups_are_as_many_as_can_be_looked_at() -> None:
    """The first ones stand for themselves, all others together; what was seen goes on, also after a restart."""
    groups = Groups()
    for number in range(5_000):
        groups.of("platform", f"p{number}")

    again = Groups(groups.to_state())
    assert len(groups.all("platform")) == MOST + 1
    assert again.all("platform") == groups.all("platform")
    assert again.of("platform", "p7") == "p7"
    assert again.of("platform", "new") == OTHER
    assert groups.spilt == ["platform"]
    assert groups.of("watch", "x") == ""


def test_a_crowd_of_languages_is_told_and_the_others_still_page() -> None:
    """Operators hear once that new groups are counted together; what happens in those pages as before."""
    stage = Stage(house(loud(group_by="language", keep_firing_for=DAY_LONG)))
    for number in range(MOST):
        stage.mention(language=f"l{number}")
    stage.fire("11:00", language="first").fire("11:01", language="second")

    assert stage.told() == ["11:00 ayse"]
    assert [incident.group for incident in stage.incidents()] == [OTHER]
    assert stage.told(PageKind.OPS) == ["11:00 ops"]
    assert sum("acme: more than 200 values" in decision.text for decision in stage.decisions) == 1


def test_platforms_that_a_sender_makes_up_share_one_fold() -> None:
    """The first few remember all their authors, some more a tenth, and thousands of others one fold together."""
    fold = ReachFold(authors=50)
    for number in range(3_000):
        for author in ("a", "b", f"c{number}"):
            fold.observe(post(author, platform=f"p{number}", author_followers=number), AT + timedelta(seconds=number))

    assert len(fold._amplifications) == module._PLATFORMS + 1
    assert sum(one.limit for one in fold._amplifications.values()) == 4 * 50 + (module._PLATFORMS - 3) * 5
    assert all(len(one) <= one.limit for one in fold._amplifications.values())
    assert all(len(one._bins) <= one._limit for one in fold._audiences.values())
    again = ReachFold.from_state(fold.to_state(), authors=50)
    assert again.to_state() == fold.to_state()
    assert [one.limit for one in again._amplifications.values()] == [one.limit for one in fold._amplifications.values()]


def test_a_name_of_eight_kilobytes_costs_no_more_than_any_other() -> None:
    """It is remembered by a digest, is the same author the next time, and can be forgotten like everybody."""
    fold, long = ReachFold(), "y" * 8_000
    fold.observe(post("fan", repost_of_author=long, mentions=tuple(f"{long}{n}" for n in range(60))), AT)

    names = fold.scores("x")
    assert len(names) == 51
    assert max(map(len, names)) <= module._LONGEST_NAME
    assert fold.observe(post(long), AT).amplification is not None
    fold.rename("x", long, "erased-1")
    assert "erased-1" in fold.scores("x")


def test_a_megabyte_of_long_words_is_remembered_as_little_as_a_sentence() -> None:
    """Near copies are still found; of the words only so many letters are kept."""
    copies, words = (
        NearCopies(remembered=10),
        [f"{letter * 15_000}{n}" for n, letter in enumerate(string.ascii_lowercase * 3)],
    )
    short = ["the", "kettle", "boiled", "dry", "and", "filled", "my", "whole", "kitchen", "with", "smoke", "tonight"]

    assert copies.first_of(words, 1) == 1
    assert copies.first_of([*words[:30], "other", *words[31:]], 2) == 1
    assert copies.first_of(short, 3) == 3
    assert copies.first_of([*short[:-1], "today"], 4) == 3
    assert all(len(pairs.tobytes()) < 300 for pairs, _ in copies._younger._texts)


def test_posts_are_remembered_by_what_cannot_be_long() -> None:
    """Two posts with ids of eight kilobytes: copies, reposts and edits are known, and no id is kept."""
    voices, ids = Voices(), ["i" * 8_000, "j" * 8_000]
    said = gist(folded("my kettle from acme caught fire twice this week and nobody answers the phone at their shop"))
    one, other = (voices.voice(post(ident, text="t"), said) for ident in ids)
    repost = voices.voice(post("r", repost_of=ids[0]), said)
    edited = voices.voice(post(ids[0]), gist(folded("and something else altogether, for it was edited")))

    assert (one.is_copy, other.is_copy, repost.is_copy) == (False, True, True)
    assert {one.number, other.number, repost.number, edited.number} == {one.number}
    assert all(isinstance(key, int) for key in voices._by_post)
    assert all(isinstance(part, int) for first in voices._first.values() for part in first)
