"""Linked: whose account wrote a post is stamped before the log, by what the settings say and by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alertd.intake.enrich import Enricher
from alertd.intake.language import languages
from alertd.intake.linked import Linked
from alertd.intake.reach import ReachFold
from alertd.model.post import Post
from alertd.model.watch import Watch
from tests.unit.intake.test_edits_and_staff import Plain

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
JANE = {"x": ("@Jane_D", "jane_work"), "bluesky": ("id:did:plc:7",), "reddit": ("u/jane",)}
ACME = Watch(name="acme", terms=("acme",), people={"Jane Doe": JANE, "Al": {"x": ("id:5",), "news": ("al",)}})


def said(platform: str, author: str, handle: str | None, text: str = "acme") -> Post:
    """Return what an account writes."""
    return Post(platform=platform, id="1", created_at=NOW, author=author, author_handle=handle, text=text)


@pytest.mark.parametrize(
    ("post", "person"),
    [
        (said("x", "77", "jane_d"), "Jane Doe"),
        (said("x", "77", "@JANE_WORK"), "Jane Doe"),
        (said("reddit", "t2_x", "Jane"), "Jane Doe"),
        (said("bluesky", "did:plc:7", "another.example"), "Jane Doe"),
        (said("bluesky", "did:plc:7", None), "Jane Doe"),
        (said("x", "5", "whoever"), "Al"),
        (said("bluesky", "did:plc:8", "jane_d"), None),  # the same name elsewhere is anybody's
        (said("x", "jane_d", None), None),  # an id is no handle
        (said("x", "9", "5"), None),  # and a handle no id
        (said("mastodon", "77", "jane"), None),
    ],
)
def test_an_account_is_a_persons_only_where_the_settings_say_so(post: Post, person: str | None) -> None:
    """By handle or by id, on that platform; nothing is guessed from a name that looks alike."""
    assert Linked([ACME]).person("acme", post) == person
    assert Linked([ACME]).person("globex", post) is None
    assert Linked([Watch(name="acme")]).person("acme", post) is None


def test_the_mention_carries_the_person_of_its_own_watch() -> None:
    """Two watches about one post: only the one that knows her says so, and export and log keep the account as it came."""
    intake = Enricher(
        [ACME, Watch(name="globex", terms=("globex",))],
        scorer=Plain(),  # type: ignore[arg-type]
        languages=languages,
        needs_answer=lambda *_, **__: False,
        reach=ReachFold(),
    )
    found = intake.enrich([said("x", "77", "Jane_D", "acme and globex")], seen_at=NOW).mentions

    assert [(one.mention.watch, one.mention.person, one.mention.author) for one in found] == [
        ("acme", "Jane Doe", "77"),
        ("globex", None, "77"),
    ]
    assert [one.mention.writer for one in found] == [("", "Jane Doe"), ("x", "77")]
    assert [one.mention.writer_name for one in found] == ["Jane Doe", "Jane_D"]
