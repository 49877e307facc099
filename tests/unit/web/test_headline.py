"""The headline of an incident, for readers who cannot read what most people write."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.topic.clauses import folded
from alertd.core.wording.languages import LANGUAGES
from alertd.model.rule import Every, Rule, Severity, Terms
from alertd.web.backend import PostShown
from alertd.web.headline import headline
from tests.unit.core.wording.pages import STORM, facts
from tests.unit.web.fake_backend import mention

CHINESE, ENGLISH = "凯乐壶自己冒烟,差点烧了厨房,别买", "The Kettlo burned my hand after the update. Shame on you."
PAGE = STORM.with_(facts={**facts(), "said": "凯乐壶自己冒烟,差点烧了厨房"})

SMOKE = "Tonight my Kettlo switched itself on, boiled dry and filled the kitchen with smoke. Unplug yours."
SHAME = "Kettlo rezalet bir ürün. Kimse telefona bakmıyor."
ALARM = "Kettlo rezalet bir ürün. Dün gece mutfağı dumanla doldurdu! Kimse telefona bakmıyor."
#: A word of the rule in each language of pages, and a sentence that says it.
SAID = {
    "en": ("filled the kitchen with smoke", "It filled the kitchen with smoke"),
    "ru": ("пошёл дым", "Из чайника пошёл дым, мы испугались"),
    "tr": ("mutfağı dumanla doldurdu", "Dün gece mutfağı dumanla doldurdu"),
    "fr": ("a pris feu", "La bouilloire a pris feu cette nuit"),
    "pt": ("pegou fogo", "A chaleira pegou fogo na cozinha"),
    "zh": ("起火", "凯乐壶昨晚在厨房起火了"),
    "ar": ("اشتعلت فيه النار", "الغلاية اشتعلت فيه النار ليلا"),
}
SAFETY = Rule(
    id="safety",
    name="Danger",
    severity=Severity.CRISIS,
    when=Terms(any=tuple(word for word, _ in SAID.values())),
)
ANGER = Rule(id="negative-storm", name="Anger", severity=Severity.URGENT, when=Every())
FIRED = STORM.with_(
    rule="safety",
    rules=("safety", "negative-storm"),
    facts={**facts(), "said": "boiled dry and filled the kitchen with smoke"},
)


def post(text: str | None, language: str, ident: str = "1", why: str = "typical") -> PostShown:
    """Return a telling post."""
    voice = sum(map(ord, text or ident))
    return PostShown(mention=mention(id=ident, language=language, voice=voice), text=text, why=why)


def test_who_reads_english_is_quoted_an_english_post() -> None:
    """Where the incident tells one of the same matter; also to who reads American English."""
    posts = [post(CHINESE, "zh"), post(ENGLISH, "en", "2")]
    assert headline(PAGE, posts, "en").startswith("About: “The Kettlo burned my hand")
    assert "Kettlo burned" in headline(PAGE, posts, "en-US")


def test_where_there_is_none_the_quote_names_its_language() -> None:
    """In the reader's words for it; what was left out as noise, or erased, is no substitute."""
    posts = [post(CHINESE, "zh"), post(ENGLISH, "en", "2", why="left out"), post(None, "en", "3")]
    assert headline(PAGE, posts, "en") == "About: “凯乐壶自己冒烟,差点烧了厨房” (Chinese)"
    assert headline(PAGE, posts, "tr").endswith("(Çince)")


def test_who_reads_it_is_quoted_it_as_it_stands() -> None:
    """And so is everybody where nobody knows of what language it is."""
    posts = [post(CHINESE, "zh"), post(ENGLISH, "en", "2")]
    assert "凯乐壶" in headline(PAGE, posts, "zh")
    assert headline(PAGE, [post(ENGLISH, "en")], "en") == "About: “凯乐壶自己冒烟,差点烧了厨房”"
    assert headline(PAGE, [post(CHINESE, "und")], "en").endswith("”")


def test_a_page_without_a_quote_stays_as_it_is() -> None:
    """It speaks of a source, or of nothing; there is nothing to choose."""
    assert headline(STORM, [], "en") == ""
    assert headline(FIRED.with_(facts=facts()), [], "en", [SAFETY]) == ""


def test_a_post_of_another_matter_does_not_stand_for_the_smoke() -> None:
    """A bad product and a telephone that nobody answers are not what people are woken for: the quote is kept, and names its language."""
    told = headline(FIRED, [post(SMOKE, "en"), post(SHAME, "tr", "2")], "tr", [SAFETY, ANGER])

    assert told == "Konu: “boiled dry and filled the kitchen with smoke” (İngilizce)"


def test_of_a_post_of_the_same_matter_the_sentence_that_says_it_is_quoted() -> None:
    """Not its first one, which says another."""
    told = headline(FIRED, [post(SMOKE, "en"), post(SHAME, "tr", "2"), post(ALARM, "tr", "3")], "tr", [SAFETY, ANGER])

    assert told == "Konu: “Dün gece mutfağı dumanla doldurdu”"


@pytest.mark.parametrize(("own", "quoted"), [(ALARM, "dumanla"), (SHAME, "filled the kitchen")])
def test_where_no_rule_of_words_fired_danger_stands_for_danger_only(own: str, quoted: str) -> None:
    """A storm of anger about smoke: who reads Turkish is told of smoke, in Turkish if somebody says so."""
    page = FIRED.with_(rule="negative-storm", rules=("negative-storm",))

    assert quoted in headline(page, [post(SMOKE, "en"), post(own, "tr", "2")], "tr", [SAFETY, ANGER])


def test_where_no_danger_is_told_a_word_that_both_say_makes_it_the_same_matter() -> None:
    """The brand's own name, which everybody says, does not; a copy in another language does."""
    english = "The Kettlo subscription costs more than the kettle"
    page = STORM.with_(facts={**facts(), "said": english}, watch_title="Kettlo")
    french, shame = "Kettlo subscription : c’est le vol de l’année", "Kettlo, c’est vraiment une honte nationale"

    assert "vol de" in headline(page, [post(english, "en"), post(french, "fr", "2")], "fr", [ANGER])
    assert "(anglais)" in headline(page, [post(english, "en"), post(shame, "fr", "2")], "fr", [ANGER])
    copy = post(shame, "fr", "2")
    copy = copy.with_(mention=copy.mention.with_(voice=post(english, "en").mention.voice))
    assert "honte" in headline(page, [post(english, "en"), copy], "fr", [ANGER])


def test_the_words_of_the_rule_that_the_page_is_about_come_before_those_of_others() -> None:
    """A boycott beside the danger is not what the page of danger opens with; a page of no word rule takes any that fired."""
    boycott = Rule(id="boycott", name="Boycott", severity=Severity.URGENT, when=Terms(any=("boykot",)))
    posts = [post(SMOKE, "en"), post("Herkes Kettlo ürünlerine boykot yapsın", "tr", "2"), post(ALARM, "tr", "3")]
    both = FIRED.with_(rules=("safety", "boycott"))

    assert "dumanla" in headline(both, posts, "tr", [SAFETY, boycott])
    assert "boykot" in headline(both.with_(rule="boycott"), posts, "tr", [SAFETY, boycott])
    assert "boykot" in headline(both.with_(rule="negative-storm"), posts, "tr", [SAFETY, boycott, ANGER])


@pytest.mark.parametrize("tag", sorted(LANGUAGES))
@settings(max_examples=25)
@given(
    said=st.sampled_from([*(sentence for _, sentence in SAID.values()), "nobody answers the phone"]),
    codes=st.lists(st.sampled_from(sorted(SAID)), min_size=1, max_size=7, unique=True),
    empty=st.lists(st.sampled_from(sorted(SAID)), max_size=3),
)
def test_every_headline_of_a_word_rule_says_one_of_its_words(
    tag: str, said: str, codes: list[str], empty: list[str]
) -> None:
    """In whatever languages people write, whatever the page quoted, and whoever else wrote of another matter before them."""
    posts = [post("Kettlo is bad, I say", code, f"e{n}") for n, code in enumerate(empty)]
    posts += [post(f"I say it. {SAID[code][1]}! Do not buy it.", code, code) for code in codes]
    told = folded(headline(FIRED.with_(facts={**facts(), "said": said}), posts, tag, [SAFETY, ANGER]))

    assert any(folded(word) in told for word, _ in SAID.values())
    if tag in codes and "nobody" in said:
        assert folded(SAID[tag][0]) in told


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ("filled the kitchen", "filled the kitchen (İngilizce)"),
        ("filled the kitchen, boiled dry", "filled the kitchen, boiled dry (İngilizce)"),
        ("filled the kitchen, kimse telefona", "filled the kitchen, kimse telefona"),
        ("kettlo", "kettlo"),
        ("never written", "never written"),
        ("kimse telefona", "kimse telefona"),
    ],
)
def test_phrases_name_their_language_where_it_is_certain(terms: str, says: str) -> None:
    """As a single quote does; not where they are of two languages, said in both, or found in no post that is shown."""
    page = STORM.with_(facts={**facts(), "terms": terms})
    told = headline(page, [post(SMOKE, "en"), post(SHAME, "tr", "2")], "tr")
    assert told.endswith(f" {says}")
