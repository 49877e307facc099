"""The mention graph as a PNG: a picture that any program opens, the same for the same graph, whatever strangers are called."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from alertd.cli import cli
from alertd.errors import UsageError
from alertd.report.graph_png import HEIGHT, WIDTH, png
from alertd.report.sketch import Dot, Sketch
from tests.unit.report.stores import fill, house, quiet_days, storm
from tests.unit.report.test_sketch import drawn

PAPER = (255, 255, 255)


def opened(body: bytes) -> Image.Image:
    """Return the picture, decoded whole."""
    image = Image.open(io.BytesIO(body))
    image.load()
    return image


def coloured(image: Image.Image) -> int:
    """Return how many pixels are not paper."""
    return sum(count for count, colour in image.getcolors(WIDTH * HEIGHT) or [] if colour != PAPER)


def test_it_is_a_picture_and_the_same_for_the_same_graph() -> None:
    """Of its promised size, with something on it."""
    seen = drawn()
    body = png(seen.sketch, seen.picture.sentence)
    image = opened(body)
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert coloured(image) > 5_000
    assert body == png(seen.sketch, seen.picture.sentence)


def test_whoever_many_pass_on_is_larger() -> None:
    """By area, up to an end."""
    one, many, most = (
        coloured(opened(png(Sketch(dots=(Dot(name="", x=0.5, y=0.5, passed_on_by=n),)), ""))) for n in (0, 60, 10**9)
    )
    assert one < many < most < 20_000


@pytest.mark.parametrize("name", ["\u202egnp.exe", "a\nb\nc", "\ud800", "名" * 400, "x" * 4_000, "", "\x00\x1b[2J"])
def test_a_name_of_any_kind_spoils_no_picture(name: str) -> None:
    """It is cut, or written as signs that say nothing; nothing is drawn outside."""
    sketch = Sketch(dots=(Dot(name=name, x=0.0, y=0.0, part="started"), Dot(name="b", x=1.0, y=1.0)), lines=((0, 1),))
    assert opened(png(sketch, name)).size == (WIDTH, HEIGHT)


def test_a_crowd_of_names_lies_not_over_each_other() -> None:
    """Where there is no room a name is left out: more people at one place make no more ink than a few."""
    few, many = (Sketch(dots=tuple(Dot(name=f"person{n}", x=0.5, y=0.5) for n in range(count))) for count in (8, 80))
    assert coloured(opened(png(many, ""))) == coloured(opened(png(few, "")))


def test_nobody_is_an_empty_page() -> None:
    """A watch of which nobody wrote."""
    assert coloured(opened(png(Sketch(), ""))) == 0


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a wrong use, not as a fault of ours."""
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(UsageError, match=r"pip install 'alertd\[png\]'"):
        png(Sketch(), "")


def test_the_command_writes_it(tmp_path: Path) -> None:
    """Into a file, of a watch of a store."""
    fill(tmp_path / "data", [*quiet_days(), *storm()], house()).close()
    settings = tmp_path / "alertd.yaml"
    settings.write_text("version: 1\ndata_dir: data\nwatches: {acme: {terms: [acme]}}\nsources: []\n")
    target = tmp_path / "graph.png"
    asked = ["graph", "acme", "-c", str(settings), "--format", "png", "--to", str(target)]
    done = CliRunner().invoke(cli, asked)
    assert done.exit_code == 0, done.output
    assert opened(target.read_bytes()).size == (WIDTH, HEIGHT)
