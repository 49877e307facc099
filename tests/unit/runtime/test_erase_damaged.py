"""Erasing an author where the disk has changed a post: whose it is cannot be told, so it goes, and the erasure goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from alertd.runtime.erase import Erasure
from tests.unit.report import stores


@pytest.mark.parametrize(
    "changed",
    [{"author_handle": 5}, {"author_name": {"a": 1}}, {"id": 7}, {"repost_of": ["x"]}],
    ids=["handle", "name", "id", "repost"],
)
def test_a_post_that_does_not_say_whose_it_is_goes(tmp_path: Path, changed: dict[str, Any]) -> None:
    """JSON still, and no post any more: nothing of it is kept, and the author's other post goes as was asked."""
    life = stores.Life(tmp_path, stores.house())
    life.write([stores.post("1", stores.BEGAN, author="u_1"), stores.post("2", stores.BEGAN, author="u_2")])
    places = {place: body for place, _, body in life.store.erasable.posts(("", 0), 10)}
    spoilt = next(place for place in places if place[0].endswith("2") or "2" in place[0])
    with life.store.transaction():
        body = msgspec.json.encode({**msgspec.json.decode(places[spoilt]), **changed})
        life.store.erasable.rewrite_post(spoilt, body)

    erasure = Erasure(life.store, lambda: life._fold.engine, "x:u_1")
    for step in erasure.steps():
        with life.store.transaction():
            step()

    assert erasure.result().people == ("x:u_1",)
    assert life.store.erasable.posts(("", 0), 10) == []
    life.store.close()
