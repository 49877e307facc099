"""How pages are made."""

from __future__ import annotations

import asyncio
import re
import shutil
import threading
from pathlib import Path

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from alertd.core.wording.languages import LANGUAGES
from alertd.web import rendering
from alertd.web.words import WORDS

TEMPLATES = sorted((Path(rendering.__file__).parent / "templates").glob("*.html"))


@given(path=st.text(max_size=30))
def test_a_way_back_stays_with_us(path: str) -> None:
    """Whatever `next` says, the browser stays on this host."""
    own = rendering.own_path(path)
    assert own.startswith("/")
    assert not own.startswith(("//", "/\\"))
    assert own.isprintable()


@given(url=st.one_of(st.text(max_size=40), st.text(max_size=20).map("javascript:".__add__)))
def test_a_strangers_link_is_for_browsers_or_none(url: str) -> None:
    """No script, no data and no file address."""
    link = rendering.outside(url)
    assert link is None or link.startswith(("http://", "https://"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_lets_a_text_through_unescaped(path: Path) -> None:
    """Neither `safe` nor a switched-off escape, no inline script or style (the browser would refuse them)."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe|autoescape|<script(?! src)|\sstyle=|\son\w+=", text)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_language_of_pages_has_its_words(code: str) -> None:
    """Nobody who is paged in a language reads another one on the page that the link opens; each fills in the same values."""
    own, english = WORDS[code], WORDS["en"]
    assert WORDS.keys() == LANGUAGES.keys()
    assert own.keys() == english.keys()
    assert all(own.values())
    assert code == "en" or sum(own[key] == english[key] for key in own) < len(own) / 8


def test_no_word_is_called_as_a_table_calls_what_it_can_do() -> None:
    """A template would show the table's method in its place: "copy" did so once."""
    assert not [key for key in WORDS["en"] if hasattr(dict, key)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_names_a_word_that_no_language_has(path: Path) -> None:
    """A forgotten word is found here, not by who is woken."""
    named = set(re.findall(r"\bt\.([a-z_0-9]+)", path.read_text(encoding="utf-8"))) - {"get"}
    assert named <= WORDS["en"].keys()


def test_the_contrast_of_the_page_is_enough_at_night() -> None:
    """Text on its ground has a contrast of 4.5 or more (WCAG 2.2, 1.4.3), by day and by night."""
    css = (Path(rendering.__file__).parent / "static" / "style.css").read_text(encoding="utf-8")
    found = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", css)
    assert len(found) > 20
    for theme in (1, 2):
        colours = {each[0]: each[theme] for each in found}
        for ground in ("ground", "paper", "sunken"):
            for ink in ("ink", "soft", "accent", "crisis", "urgent", "fine"):
                assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        for ink in ("crisis", "urgent", "fine"):
            assert _contrast(colours[ink], colours[f"{ink}-ground"]) >= 4.5, ink
        assert _contrast(colours["on-accent"], colours["accent"]) >= 4.5
        for group in range(6):  # a shape needs 3.0 (1.4.11)
            assert _contrast(colours[f"g{group}"], colours["paper"]) >= 3.0


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.asyncio
async def test_templates_are_compiled_when_nothing_hurries_and_once_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not while a daemon starts, nor anew for each page; one that ends before leaves nothing to be done behind."""
    compiled: list[str] = []
    done = threading.Event()

    def prepare(looks: rendering.Looks) -> None:
        """Compile as it does, and say so."""
        original(looks)
        compiled.extend(name for _, name in looks.templates.cache or ())
        done.set()

    original = rendering.Looks.prepare
    monkeypatch.setattr(rendering.Looks, "prepare", prepare)
    monkeypatch.setattr(rendering, "_UNHURRIED", 0.0)
    app = web.Application()
    app[rendering.LOOKS] = rendering.Looks()
    ready = rendering.ready_looks(app)
    await anext(ready)
    assert await asyncio.to_thread(done.wait, 30)
    assert len(compiled) == len(TEMPLATES)
    with pytest.raises(StopAsyncIteration):
        await anext(ready)
    assert rendering.looks() is rendering.looks()


def test_a_running_daemon_keeps_the_pages_it_began_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new release put in place under it, changed or half there, is not read: neither a page's own template nor one it stands on."""
    for name in ("templates", "static"):
        shutil.copytree(Path(rendering.__file__).parent / name, tmp_path / name)
    monkeypatch.setattr(rendering, "_HERE", tmp_path)
    looks = rendering.Looks()
    (tmp_path / "templates" / "parts.html").write_text("{{ what_no_daemon_gives }}", encoding="utf-8")
    shutil.rmtree(tmp_path / "static")
    for path in (tmp_path / "templates").iterdir():
        if path.name != "parts.html":
            path.unlink()

    for path in TEMPLATES:
        assert looks.templates.get_template(path.name).name == path.name
    assert "what_no_daemon_gives" not in str(looks.templates.loader.get_source(looks.templates, "parts.html"))  # type: ignore[union-attr]
    assert looks.files["style.css"]
