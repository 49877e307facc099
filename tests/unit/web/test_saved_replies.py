"""Which saved reply is offered first for a post that waits."""

from __future__ import annotations

import pytest

from alertd.model.rule import Playbook, Rule, Terms
from alertd.web import saved_replies
from alertd.web.backend import MentionShown
from alertd.web.saved_replies import Saved, SavedReplies
from tests.unit.web.fake_backend import mention

GENERAL = "Thank you for telling us, {name}. We look into it."
SAFETY = "Your safety comes first, {name}: stop using your {brand} kettle."
MONEY = "{name}, we check the refund today."
ELSE = Terms(any=("boycott",))
RULES = (
    Rule(id="a", name="More angry posts than usual", when=ELSE, playbook=Playbook(replies={"en": GENERAL})),
    Rule(
        id="b",
        name="Somebody speaks of harm",
        when=Terms(any=("recall", '"caught fire"', "smok*", "着火")),
        playbook=Playbook(replies={"en": SAFETY, "zh": "请先停用 {brand}，{name}。"}),
    ),
    Rule(id="c", name="Asked for their money", when=ELSE, playbook=Playbook(replies={"en": MONEY})),
    Rule(id="d", name="Without a playbook", when=ELSE),
    Rule(id="e", name="The same again", when=ELSE, playbook=Playbook(replies={"en": GENERAL})),
)


def shown(
    text: str | None, *, language: str = "en", handle: str | None = "ann", name: str | None = None
) -> MentionShown:
    """Return a post that waits."""
    about = mention(language=language, handle=handle)
    return MentionShown(mention=about, text=text, author_name=name)


def test_the_rule_whose_words_stand_in_the_post_comes_first() -> None:
    """Then the others in the order of the rules, each text once, with the fields filled."""
    found = SavedReplies(RULES).fitting(shown("it CAUGHT FIRE on the table"))

    assert found[0] == Saved("Somebody speaks of harm", "Your safety comes first, @ann: stop using your acme kettle.")
    assert [one.rule for one in found[1:]] == ["More angry posts than usual", "Asked for their money"]


def test_a_rule_that_speaks_of_the_same_matter_comes_before_the_others() -> None:
    """No rule looks for "charged"; one is about money, and the post is."""
    found = SavedReplies(RULES).fitting(shown("you charged my card twice"))

    assert found[0] == Saved("Asked for their money", "@ann, we check the refund today.")


@pytest.mark.parametrize(
    ("text", "is_first"),
    [
        ("a smoking plug", True),
        ("recalled it? no", False),
        ("smokeless", True),
        ("no matter at all", False),
        (None, False),
    ],
)
def test_a_word_is_a_whole_word_unless_it_ends_in_a_star(text: str | None, is_first: bool) -> None:
    """As the rule means it; an erased post has no words."""
    first = SavedReplies(RULES).fitting(shown(text))[0].rule

    assert (first == "Somebody speaks of harm") is is_first


def test_the_name_of_a_rule_is_said_in_the_readers_language() -> None:
    """What it speaks of is found by its own name all the same; without a name in that language it is called as ever."""
    rules = [one.with_(names={"tr": "Parasını isteyen"}) if one.id == "c" else one for one in RULES]
    found = SavedReplies(rules, language="tr").fitting(shown("you charged my card twice"))

    assert [one.rule for one in found][:2] == ["Parasını isteyen", "More angry posts than usual"]


def test_chinese_needs_no_spaces_and_has_its_own_replies() -> None:
    """Of a language without one there is none."""
    assert SavedReplies(RULES).fitting(shown("水壶着火了", language="zh")) == [
        Saved("Somebody speaks of harm", "请先停用 acme，@ann。")
    ]
    assert SavedReplies(RULES).fitting(shown("su kaynıyor", language="tr")) == []


def test_a_name_that_nobody_knows_is_left_out_with_its_comma() -> None:
    """By their handle, else by the name they show; what they call themselves is put in as it is."""
    texts = [
        SavedReplies(RULES).fitting(shown("refund", handle=None, name=name))[0].text for name in (None, "Ann {brand}")
    ]

    assert texts == ["we check the refund today.", "Ann {brand}, we check the refund today."]


def test_many_posts_are_told_by_one_as_each_would_be_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a thousand posts the words of each rule are gathered once, and none is mistaken for another's."""
    gathered: list[str] = []
    words_of = saved_replies._words_of

    def counted(rule: Rule) -> tuple[str, ...]:
        gathered.append(rule.id)
        return words_of(rule)

    monkeypatch.setattr(saved_replies, "_words_of", counted)
    texts = ("it caught fire", "you charged me twice", "when do you open?") * 50
    together = SavedReplies(RULES)

    found = [together.fitting(shown(text)) for text in texts]

    assert gathered == ["a", "b", "c"]
    assert found == [SavedReplies(RULES).fitting(shown(text)) for text in texts]
    assert {one[0].rule for one in found} == {
        "Somebody speaks of harm",
        "Asked for their money",
        "More angry posts than usual",
    }
