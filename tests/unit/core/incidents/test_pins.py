"""Somebody says of a post that it matters, or that it is noise: the pages that follow show it, or do not, and nothing else changes."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from alertd.core.engine import Engine
from alertd.core.incidents.incident_posts import LEFT_OUT, PINNED, IncidentPosts
from alertd.core.signals.evidence import Post
from alertd.model.events import ActTaken, MentionSeen
from alertd.model.incident import MARKING, Act, State
from alertd.model.mention import Mention
from alertd.model.page import Page
from tests.unit.core.stage import Stage, clock, house, loud


def other(ident: str = "quiet", **changes: object) -> Mention:
    """Return a post that no page would show by itself: of somebody whom nobody hears."""
    return Stage(house(loud())).mention(audience=3).with_(id=ident, author=f"u_{ident}", handle=ident, **changes)


def pin(stage: Stage, post: Mention | None, act: Act = Act.PIN, by: str = "omar") -> Stage:
    """Let somebody mark a post of the newest incident."""
    stage.handle(ActTaken(at=stage.now, incident=stage.incident.id, act=act, by=by, mention=post))
    return stage


def why(page: Page) -> dict[str, str]:
    """Return the posts of a page, each with why it is shown."""
    return {one.id: one.why for one in page.evidence}


def next_page(stage: Stage) -> Page:
    """Return the page of the next step."""
    before = len(stage.pages)
    stage.until(stage.now + timedelta(hours=1))
    return stage.pages[before:][0]


def test_the_pages_that_follow_show_it_first() -> None:
    """Before the most reached one; the words of the page say that somebody pinned it."""
    stage = Stage(house(loud())).fire("10:00")
    assert "quiet" not in why(stage.pages[0])
    page = next_page(pin(stage, other()))
    assert next(iter(why(page).items())) == ("quiet", "matters")
    assert "most reached" in why(page).values()
    assert stage.incident.pinned == ("x:quiet",)
    assert "post-pinned" in stage.reasons()


@pytest.mark.parametrize("act", MARKING)
@pytest.mark.parametrize("state", [None, Act.ACK, Act.PLAN, Act.SOLVE])
def test_it_moves_nothing_else(state: Act | None, act: Act) -> None:
    """Neither a state nor a clock; nobody is told."""
    stage = Stage(house(loud())).fire("10:00")
    if state is not None:
        stage.act(state)
    before, asked, pages = stage.incident, stage.engine.next_deadline(), len(stage.pages)
    pin(stage, other(), act)
    marks = {Act.PIN: {"pinned": ("x:quiet",)}, Act.LEAVE_OUT: {"left_out": ("x:quiet",)}}
    assert stage.incident == before.with_(**marks.get(act, {}))
    assert stage.engine.next_deadline() == asked
    assert len(stage.pages) == pages


def test_it_can_be_taken_back() -> None:
    """By anybody; the next page shows it no more."""
    stage = pin(pin(Stage(house(loud())).fire("10:00"), other()), other(), Act.UNPIN, by="ayse")
    assert stage.incident.pinned == ()
    assert "quiet" not in why(next_page(stage))


def test_the_newest_pins_are_kept_and_each_post_is_marked_once() -> None:
    """Who pins all has pinned none: of more than a few the oldest gives way."""
    stage = Stage(house(loud())).fire("10:00")
    for number in range(PINNED + 2):
        pin(stage, other(f"p{number}"))
    pin(stage, other("p3"))
    assert stage.incident.pinned == ("x:p2", "x:p4", "x:p5", "x:p6", "x:p3")


def test_a_post_of_another_watch_and_an_act_without_a_post_change_nothing() -> None:
    """Such an act is in no log of ours; one that is must not break the fold."""
    stage = Stage(house(loud())).fire("10:00")
    pin(pin(stage, other(watch="globex")), None)
    assert stage.incident.pinned == ()


def test_what_is_closed_takes_no_pin() -> None:
    """It is over: a reasoned no."""
    stage = Stage(house(loud())).fire("10:00").act(Act.CLOSE)
    pin(stage, other())
    assert (stage.incident.state, stage.incident.pinned) == (State.CLOSED, ())
    assert stage.reasons()[-1] == "already-closed"


def test_a_pin_outlives_a_restart_and_an_old_post_is_shown_all_the_same() -> None:
    """Other posts are shown for a day; what a colleague pinned stays. The author is forgotten there too when asked."""
    old = other(posted_at=clock("09:00") - timedelta(days=3), seen_at=clock("09:00") - timedelta(days=3))
    stage = pin(Stage(house(loud())).fire("10:00"), old)
    stage.engine = Engine.restore(stage.engine.snapshot())
    stage.engine.forget("x", "u_quiet", "somebody")
    (shown,) = [one for one in next_page(stage).evidence if one.why == "matters"]
    assert (shown.id, shown.author, shown.url) == ("quiet", "somebody", None)


def test_noise_is_on_no_page_that_follows() -> None:
    """Neither as the one that a page is about nor as the loudest nor quoted: what is left is told, and who else is loud."""
    stage = Stage(house(loud())).fire("10:00")
    first = stage.pages[0]
    (told,) = {one.id for one in first.evidence}
    noise = next(one.mention for one in stage.events if isinstance(one, MentionSeen) and one.mention.id == told)
    page = next_page(pin(stage, noise, Act.LEAVE_OUT))

    assert told not in why(page)
    assert page.facts.get("top_author") != first.facts["top_author"]
    assert stage.incident.left_out == (f"x:{told}",)
    assert "post-left-out" in stage.reasons()


def test_noise_that_is_none_stands_where_it_stood() -> None:
    """A slip of the thumb is taken back exactly: the next page is the one that would have come, a pin on it is there again."""
    plain, slipped = (pin(Stage(house(loud())).fire("10:00"), other()) for _ in range(2))
    pin(pin(slipped, other(), Act.LEAVE_OUT), other(), Act.TAKE_IN, by="ayse")

    assert slipped.incident == plain.incident
    assert next_page(slipped) == next_page(plain)


def test_a_pinned_post_that_is_noise_is_not_shown_and_a_pin_takes_noise_back() -> None:
    """The last word counts."""
    stage = pin(pin(Stage(house(loud())).fire("10:00"), other()), other(), Act.LEAVE_OUT)
    assert "quiet" not in why(next_page(stage))

    stage = pin(pin(Stage(house(loud())).fire("10:00"), other(), Act.LEAVE_OUT), other())
    assert stage.incident.left_out == ()
    assert next(iter(why(next_page(stage)))) == "quiet"


def test_noise_outlives_a_restart_and_only_so_much_of_it_is_remembered() -> None:
    """An older snapshot knows nothing of noise, and is read all the same."""
    stage = Stage(house(loud())).fire("10:00")
    for number in range(LEFT_OUT + 3):
        pin(stage, other(f"p{number}"), Act.LEAVE_OUT)
    stage.engine = Engine.restore(stage.engine.snapshot())

    assert len(stage.incident.left_out) == LEFT_OUT
    assert stage.incident.left_out[-1] == f"x:p{LEFT_OUT + 2}"
    assert msgspec.convert({}, IncidentPosts).left_out == []
    assert msgspec.convert({}, IncidentPosts).apart == []


def heard(*audiences: int) -> list[Post]:
    """Return posts of people whom so many hear, each named by how many."""
    return [
        Post(0.0, "x", f"a{n}", f"u{n}", None, n, None, None, "en", voice=n, seen=0.0, is_new=True) for n in audiences
    ]


def test_once_the_loudest_is_noise_the_next_loudest_that_is_shown_stays() -> None:
    """A quieter one takes its place, keeps it against still quieter ones that pages bring, and gives way to a louder one as ever."""
    loudest, next_one, quiet, louder = heard(9000, 300, 20, 400)
    posts = IncidentPosts()
    posts.see(None, loudest)
    posts.leave_out("x", loudest.id)
    seen = []
    for one in (quiet, next_one, quiet, loudest, louder):
        posts.see(None, one)
        seen.append(posts.shown(posts.loudest))
    assert seen == [quiet, next_one, next_one, next_one, louder]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_noise_of_two_loud_ones_is_taken_back_in_any_order(order: tuple[int, int]) -> None:
    """What comes back is the loudest of all that is shown, whatever was shown in between and however often it was called noise."""
    *loud, quiet = heard(9000, 300, 20)
    posts = IncidentPosts()
    for one in loud:
        posts.see(None, one)
        posts.leave_out("x", one.id)
        posts.leave_out("x", one.id)
    posts.see(None, quiet)
    assert posts.loudest == quiet

    posts.take_in("x", loud[order[0]].id)
    assert posts.loudest == loud[order[0]]
    posts.take_in("x", loud[order[1]].id)
    assert (posts.loudest, posts.apart) == (loud[0], [])


def test_an_author_is_forgotten_in_noise_too_and_a_second_wave_begins_without_it() -> None:
    """It is kept for whoever takes it back, and holds a name as long."""
    loudest, quiet = heard(9000, 20)
    posts = IncidentPosts()
    posts.see(None, loudest)
    posts.leave_out("x", loudest.id)
    posts.see(None, quiet)
    posts.forget("x", "u9000", "somebody")
    assert [one.author for one in posts.apart] == ["somebody"]

    posts.begin_round()
    assert (posts.loudest, posts.apart) == (None, [])


def test_the_first_of_an_incident_stays_through_its_waves() -> None:
    """A second wave has a first of its own on its pages; who asks who began it all hears the same name as on the first night."""
    one, another = heard(10, 20)
    posts = IncidentPosts()
    posts.see(one, None)
    posts.begin_round()
    posts.see(another, None)
    assert (posts.began, posts.first) == (one, another)

    posts.forget("x", "u10", "somebody")
    assert posts.began is not None
    assert posts.began.author == "somebody"
