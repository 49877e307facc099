"""Whether a guided start's terms find too much: said of the name, and shown on posts that are already here."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alertd.cli.init import command
from alertd.cli.init_look import EXAMPLES, is_a_word, looked
from alertd.config import load_settings
from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.store_port import Place
from tests.unit.report.stores import BEGAN, fill, house, post


def begun(folder: Path, *options: str) -> Result:
    """Run the command without a terminal."""
    return CliRunner().invoke(command, [str(folder), "--yes", *options], obj={}, catch_exceptions=False)


def two_things(each: int = 20) -> list[Post]:
    """Return posts of one name that means two things, and some that say nothing of it."""
    sold = [f"gap denim jeans number {number} fit well" for number in range(each)]
    taught = [f"the gap between school classes number {number} grows" for number in range(each)]
    other = [f"acme parcel {number} came" for number in range(5)]
    texts = [*sold, *taught, *other]
    return [post(f"p{n}", BEGAN + timedelta(minutes=n), text, watch="acme") for n, text in enumerate(texts)]


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder whose store holds such posts, found by a watch of another name."""
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    fill(tmp_path / "alertd-data", two_things(), house()).close()
    return tmp_path


@pytest.mark.parametrize(
    ("brand", "languages", "is_word"),
    [
        ("Apple", (), True),
        ("apple", ("tr",), True),  # people who write Turkish write of the fruit in English too
        ("Orange", (), True),
        ("EA", (), True),
        ("Für", (), False),  # a word of a language that nobody named, and no page is written in
        ("für", ("de",), True),
        ("Avec", (), True),
        ("avec", ("tr",), False),
        ("Vodafone", (), False),
        ("#apple", (), False),
        ("苹果", (), False),
    ],
)
def test_a_name_that_is_a_word(brand: str, languages: tuple[str, ...], is_word: bool) -> None:
    """In English, in a language that is asked for, or in one that pages are written in; a hashtag is nobody's word."""
    assert is_a_word(brand, languages) is is_word


def test_stored_posts_show_what_is_found(stored: Path) -> None:
    """How many of how many, a few of them, and the words that split them, with the line to write."""
    found = list(looked(Place(folder=stored / "alertd-data"), Watch(name="gap", terms=("gap",))))

    assert found[0] == "Of the newest 45 posts that are stored here, its terms find 40:"
    assert [line.startswith("    ") for line in found[1 : EXAMPLES + 1]] == [True] * EXAMPLES
    assert any("needs: [" in line and "near: 10 words" in line for line in found)
    assert "jeans" in "\n".join(found)


def test_needs_narrow_what_is_found(stored: Path) -> None:
    """The look is with the very watch that was written."""
    watch = Watch(name="gap", terms=("gap",), needs=("jeans",), near=10)

    assert next(looked(Place(folder=stored / "alertd-data"), watch)).endswith("its terms find 20:")


def test_nothing_found_is_said_without_advice(stored: Path) -> None:
    """Of a name that nobody wrote there is nothing to tell apart."""
    found = list(looked(Place(folder=stored / "alertd-data"), Watch(name="globex", terms=("globex",))))

    assert found == ["Of the newest 45 posts that are stored here, its terms find 0:"]


def test_without_a_store_there_is_no_word_of_it(tmp_path: Path) -> None:
    """Whoever starts has none, and none is made by looking."""
    assert list(looked(Place(folder=tmp_path / "nowhere"), Watch(name="gap", terms=("gap",)))) == []
    assert not (tmp_path / "nowhere").exists()
    assert "stored here" not in begun(tmp_path / "new", "--brand", "gap").output


def test_a_guided_start_beside_a_store_looks_into_it(stored: Path) -> None:
    """As after `alertd run --watch`: nothing has to be asked for; the store is only read."""
    kept = stored / "alertd-data" / "alertd.sqlite3"
    before = kept.read_bytes()
    done = begun(stored, "--brand", "gap")

    assert done.exit_code == 0
    assert "its terms find 40:" in done.output
    assert done.output.index("its terms find 40:") < done.output.index("Next:")
    assert kept.read_bytes() == before


def test_a_guided_start_with_needs_looks_with_them(stored: Path) -> None:
    """So that whoever has taken the advice sees what it does."""
    assert "its terms find 20:" in begun(stored, "--brand", "gap", "--need", "jeans").output


def test_a_word_without_needs_says_what_to_write(tmp_path: Path) -> None:
    """On the screen, and as a comment in the settings at the place where it belongs; a plain name has neither."""
    broad, plain = begun(tmp_path / "a", "--brand", "Apple"), begun(tmp_path / "b", "--brand", "Vodafone")
    comment = (tmp_path / "a" / "alertd.yaml").read_text(encoding="utf-8")

    assert "Give words of its trade with --need" in broad.output
    assert "# needs: [" in comment
    assert "# near: 10 words" in comment
    assert "--need" not in plain.output
    assert "# needs: [" not in (tmp_path / "b" / "alertd.yaml").read_text(encoding="utf-8")


def test_the_comment_can_be_taken_as_it_is(tmp_path: Path) -> None:
    """Without its sign it is a setting that passes."""
    begun(tmp_path, "--brand", "Gap")
    path = tmp_path / "alertd.yaml"
    text = path.read_text(encoding="utf-8").replace("# needs:", "needs:").replace("# near:", "near:")
    path.write_text(text, encoding="utf-8")
    watch = load_settings(path).settings.watches[0]

    assert (watch.needs, watch.near) == (("jeans", "denim"), 10)


def test_the_next_steps_name_a_look_at_what_is_written_now(tmp_path: Path) -> None:
    """It asks a platform, so it is the reader's step and not done unasked."""
    assert (
        f"alertd sources try bluesky -c {tmp_path / 'alertd.yaml'} --for 1m"
        in begun(tmp_path, "--brand", "acme").output
    )
