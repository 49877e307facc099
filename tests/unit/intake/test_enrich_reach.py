"""Enrich: reach is observed before the scores, so that a costly scorer can be told what matters."""

from collections.abc import Sequence

from alertd.intake.enrich import Enricher
from alertd.intake.reach import ReachFold
from alertd.model.score import Score
from alertd.ports import Unscored
from tests.unit.intake.test_enrich import ACME, GLOBEX, _Intake, _post, _Scorer


class _Choosy(_Scorer):
    """A costly scorer, which is told what matters."""

    def __init__(self) -> None:
        super().__init__()
        self.mattered: list[dict[str, bool]] = []

    def score_where(self, batch: Sequence[Unscored], matters: Sequence[bool]) -> list[Score]:
        self.mattered.append({one.text: flag for one, flag in zip(batch, matters, strict=True)})
        return self.score(batch)


def _choosy() -> tuple[_Intake, _Choosy]:
    intake, scorer = _Intake(), _Choosy()
    intake.enricher = Enricher(
        (ACME, GLOBEX),
        scorer=scorer,
        languages=intake._languages,
        needs_answer=intake._needs_answer,
        reach=ReachFold(),
    )
    return intake, scorer


def test_a_costly_scorer_is_told_whose_texts_matter() -> None:
    """The top hundredth of authors by audience; whoever has no known audience is not among them."""
    intake, scorer = _choosy()

    out = intake.take(
        _post("acme far", id="1", author="star", author_followers=2_000_000),
        _post("acme near", id="2", author="ann", author_followers=80),
        _post("acme who", id="3", author="bob"),
    )

    assert scorer.mattered == [{"acme far": True, "acme near": False, "acme who": False}]
    tops = [one.mention.reach.top for one in out.mentions]
    assert tops[0] is not None
    assert tops[0] <= 0.01
    assert tops[1] is not None
    assert tops[1] > 0.01
    assert tops[2] is None


def test_a_text_that_many_carry_matters_if_one_of_them_reaches_far() -> None:
    """And it is scored once for all of them."""
    intake, scorer = _choosy()

    out = intake.take(
        _post("acme bad", id="1", author="ann", author_followers=80),
        _post("acme bad", id="2", author="star", author_followers=2_000_000),
    )

    assert scorer.mattered == [{"acme bad": True}]
    assert len(scorer.batches) == 1
    assert len({one.mention.score for one in out.mentions}) == 1


def test_reach_is_stamped_the_same_whatever_the_batch() -> None:
    """It is observed before the scores, still in the order of the log and once for each post."""
    posts = [
        _post(f"acme {at}", id=str(at), author=f"a{at % 3}", author_followers=50 * at, repost_of_author=f"a{at % 2}")
        for at in range(12)
    ]
    together, alone = _Intake(), _Intake()

    whole = [one.mention.reach for one in together.take(*posts).mentions]
    single = [one.mention.reach for post in posts for one in alone.take(post).mentions]

    assert whole == single
    assert together.enricher.reach_fold.to_state() == alone.enricher.reach_fold.to_state()


def test_growth_moves_reach_the_same_whatever_the_batch() -> None:
    """Posts that are read again with higher counts, in one batch or one by one; the stamp of the look has it already."""
    looks = [
        _post(f"acme {at % 4}", id=str(at % 4), author=f"a{at % 4}", reposts=7 * at * (at % 4), replies=at)
        for at in range(24)
    ]
    together, alone = _Intake(), _Intake()

    whole = [one.mention.reach for one in together.take(*looks).mentions]
    single = [one.mention.reach for look in looks for one in alone.take(look).mentions]

    assert whole == single
    assert together.enricher.reach_fold.to_state() == alone.enricher.reach_fold.to_state()
    assert whole[3].amplification is None
    assert whole[-1].amplification is not None
    assert whole[-1].amplification < 0.5
