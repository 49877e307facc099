"""Handles: the brand's own accounts are known by id or handle, however they are written."""

from datetime import UTC, datetime

import pytest

from alertd.intake.handles import OwnHandles, Writer
from alertd.model.post import Post
from alertd.model.watch import Watch

OWN = OwnHandles(
    [
        Watch(
            name="acme",
            handles={"x": ("@Acme", "id:998877"), "reddit": ("u/acme_official", "t2_9")},
            auto_handles={"x": ("acme_bot",)},
        ),
        Watch(name="parent", handles={"x": ("acme",)}),
    ]
)


def _writers(platform: str, author: str, handle: str | None = None) -> tuple[Writer, ...]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return OWN.writers(Post(platform=platform, id="1", created_at=at, author=author, author_handle=handle, text=""))


@pytest.mark.parametrize(
    ("platform", "author", "handle", "watches"),
    [
        ("x", "1", "ACME", ["acme", "parent"]),
        ("x", "998877", None, ["acme"]),
        ("x", "998877", "acme", ["acme", "parent"]),
        ("reddit", "t2_1", "Acme_Official", ["acme"]),
        ("reddit", "1", "acme", []),
        ("x", "1", "acme_fan", []),
        ("x", "1", "998877", []),
        ("reddit", "t2_9", "x", ["acme"]),
        ("reddit", "1", "t2_9", []),
        ("x", "acme", None, []),
    ],
)
def test_own_accounts_are_known_per_platform(
    platform: str, author: str, handle: str | None, watches: list[str]
) -> None:
    """By id or by handle; the same name on another platform is somebody else, and so is who calls himself by the id."""
    assert [writer.watch for writer in _writers(platform, author, handle)] == watches


def test_bots_are_kept_apart_from_people() -> None:
    """An automatic answer is not the answer people wait for."""
    assert _writers("x", "1", "@ACME_bot") == (Writer("acme", is_automatic=True),)
    both = OwnHandles([Watch(name="w", handles={"x": ("w",)}, auto_handles={"x": ("W",)})])
    post = Post(
        platform="x", id="1", created_at=datetime(2026, 1, 1, tzinfo=UTC), author="1", author_handle="w", text=""
    )
    assert both.writers(post) == (Writer("w", is_automatic=True),)
