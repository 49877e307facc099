"""Train the model that says whether a post asks a brand for something: `alertd/intake/reading/asking.npz`.

    pip install -r training/requirements.txt
    python training/asking.py --sets SETS --out alertd/intake/reading [--support SUPPORT.jsonl.gz]

Trained on the posts of our own making in `training/answers` and `tests/unit/intake/needs_answer`, without the parts that measure
(`MEASURES`), and on posts about anything of UMSAB, which want nothing as a rule. SUPPORT: posts that customers sent to support desks (twitter-customer-care-document-prediction, Apache-2.0), which
only measure here. Two linear models are fitted and added: one over hashed runs of characters and words, one over the words'
vectors of a sentence encoder, which becomes one number a word. A third sum, of the word lists in `needs_answer.py`, is weighed
against them on posts that the fits have not seen. The same inputs give the same model: two
runs from the beginning gave the file that ships, byte for byte. A few minutes of one core.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more threads would sum in another order
sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from alertd.intake.needs_answer import LIMIT, STEADY, is_to_brand, points_of, signs
from alertd.intake.reading import asking, folding
from alertd.intake.reading.asking import KNOWN, Asking, Read
from alertd.model.value import Value
from alertd.scorers.default import DefaultScorer
from training import asking_texts, asking_words, sets

NAME = "asking/2"
BITS = 17
SETS = Path(__file__).parent.parent / "tests" / "unit" / "intake" / "needs_answer"
#: Parts of the sets that were never trained on: they say what is reached.
MEASURES = ("unseen", "strangers", "third", "fourth")
#: Ridge of hashed weights and of vectors, chosen on held patterns; a pattern's variants weigh less than posts of their own.
PENALTY, VECTOR_PENALTY, VARIANT = 1e-4, 1e-3, 0.35
#: Posts about anything, by people who mostly ask no brand for anything; some do, so each weighs little. Of them weights may ship.
ANYTHING = ("umsab_en", "umsab_fr", "umsab_pt")
ANYTHING_WORTH = 0.15
#: Points that are given back, for posts about anything are of other places than ours: as many as are missed by about as much as are wrong.
#: Chosen on `unseen` and `strangers`; in Chinese fewer, where everyday posts are flagged most and none of real people may be learnt from.
GIVEN_BACK = {"zh": 4.0}
GIVEN_BACK_ELSE = 6.0
#: In a stream fewer posts need an answer than not.
IDLE = 2.0

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]


class Post(Value, frozen=True, kw_only=True):
    """A labelled post. of: the part it belongs to; fold: posts of one pattern are in one fold."""

    of: str
    language: str
    needed: bool
    text: str
    fold: int


def posts(folder: Path) -> list[Post]:
    """Return all labelled posts of our own making, those that only measure too, and posts about anything. folder: of these."""
    found = [
        Post(of="anything", language=one.language, needed=False, text=one.text, fold=asking_texts.family_of(one.text))
        for one in sets.read(folder, ANYTHING, "train")
    ]
    for language in KNOWN:
        for line in (SETS / f"{language}.tsv").read_text(encoding="utf-8").splitlines():
            part, needed, text, *_ = line.split("\t")  # last, in some: what was said the second time
            found.append(
                Post(of=part, language=language, needed=needed == "yes", text=text, fold=asking_texts.family_of(text))
            )
        for one in asking_texts.written(language):
            pattern = asking_texts.family_of(f"{language}{one.pattern}")
            found.append(Post(of="written", language=language, needed=one.needed, text=one.text, fold=pattern))
        for one in asking_texts.everyday(language):
            pattern = asking_texts.family_of(f"{language}{one.pattern}")
            found.append(Post(of="everyday", language=language, needed=one.needed, text=one.text, fold=pattern))
    return found


def matrix(
    rows: npt.NDArray[np.intp], places: npt.NDArray[np.intp], shape: tuple[int, int], more: int
) -> sparse.csr_matrix:
    """Return counts over the root of their sum, as the model reads them."""
    found = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, places)), shape)
    found.sum_duplicates()
    total = np.asarray(found.sum(axis=1)).ravel() + more
    return (sparse.diags((1 / np.sqrt(np.maximum(total, 1))).astype(np.float32)) @ found).tocsr()


def hashed(read: Read) -> sparse.csr_matrix:
    """Return runs and words side by side."""
    cut = np.uint32(32 - BITS)
    shape = (read.count, 1 << BITS)
    parts = [matrix(rows, (hashes >> cut).astype(np.intp), shape, 0) for rows, hashes in (read.runs, read.words)]
    return sparse.hstack(parts).tocsr()


def fit(known: sparse.csr_matrix | F32, wanted: F64, worth: F64, penalty: float) -> F64:
    """Return weights and, last, a bias: logistic regression with a ridge, by L-BFGS."""
    kept = np.flatnonzero(worth > 0)
    some, target, weight = known[kept], wanted[kept], worth[kept] / worth.sum()
    turned = some.T.tocsr() if sparse.issparse(some) else some.T

    def loss(at: F64) -> tuple[float, F64]:
        logits = some @ at[:-1] + at[-1]
        error = weight * (1 / (1 + np.exp(-logits)) - target)
        value = (weight * (np.logaddexp(0, logits) - target * logits)).sum() + penalty / 2 * (at[:-1] ** 2).sum()
        return float(value), np.append(turned @ error + penalty * at[:-1], error.sum())

    start = np.zeros(some.shape[1] + 1)
    return optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150, "maxcor": 6}).x


def worth_of(known: list[Post], kept: npt.NDArray[np.bool_], idle: float = 1.0) -> F64:
    """Return what each post weighs: every language alike, and in each as much with as without a need, or these `idle` times as much."""
    worths = {"written": VARIANT, "everyday": VARIANT, "anything": ANYTHING_WORTH}
    worth = np.array([worths.get(post.of, 1.0) for post in known]) * kept
    group = np.array([2 * KNOWN.index(post.language) + post.needed for post in known])
    sums = np.bincount(group, worth, 2 * len(KNOWN))
    return worth / np.maximum(sums, 1e-9)[group] * np.where(group % 2, 1.0, idle)


def quantised(weights: F64) -> tuple[npt.NDArray[np.int8], float]:
    """Return int8 weights and what one step is worth; the largest half per mille is cut."""
    unit = float(np.percentile(np.abs(weights[weights != 0]), 99.95)) / 127
    return np.clip(np.rint(weights / unit), -127, 127).astype(np.int8), unit


def found_in(known: list[Post], reads: Sequence[int] | None = None) -> list[dict[str, int]]:
    """Return the signs of posts: of the word lists alone, or with how they read."""
    scores = DefaultScorer.load().score_in([post.text for post in known], [post.language for post in known])
    found = []
    for post, score, points in zip(known, scores, reads or [0] * len(known), strict=True):
        names = frozenset(name.casefold() for name in re.findall(r"@(\w+)", post.text))
        found.append(signs(post.text, post.language, score, to_brand=is_to_brand(post.text, names), reads=points))
    return found


def listed(known: list[Post]) -> F64:
    """Return the points of the word lists, less the limit; many points are no more than STEADY."""
    return np.clip(np.array([sum(one.values()) - LIMIT + 0.5 for one in found_in(known)]), -STEADY, STEADY)


def sum_of(read_logits: F64, lists: F64, known: list[Post], kept: npt.NDArray[np.bool_]) -> tuple[float, F64]:
    """Return how many points a logit is worth beside the lists, and the points of each language for nothing.

    Fitted on written posts and posts about anything alone: the lists have learnt from the others.
    """
    tongue = np.eye(len(KNOWN))[[KNOWN.index(post.language) for post in known]]
    columns = np.column_stack([read_logits, lists, tongue])
    found = fit(columns, np.array([float(post.needed) for post in known]), worth_of(known, kept, IDLE), 1e-4)
    return float(found[0] / found[1]), (found[2:-1] + found[-1]) / found[1]


def train(known: list[Post]) -> dict[str, np.ndarray]:
    """Return the arrays of the model file."""
    kinds_of, lengths = folding.kind_runs()
    kinds = np.repeat(kinds_of, lengths)
    taught = np.array([post.of not in MEASURES for post in known])
    written = np.array([post.of in ("written", "everyday", "anything") for post in known])
    folds = np.array([post.fold for post in known])
    wanted = np.array([float(post.needed) for post in known])
    own = [post.text for post, is_taught in zip(known, taught, strict=True) if is_taught and post.of != "anything"]
    keys, ideographs, vectors = asking_words.vectors_of(own, kinds)
    read = asking.features_of([post.text for post in known], kinds, keys, ideographs)
    runs_words = hashed(read)
    opinions = matrix(*read.known, (read.count, len(keys)), 1)
    summed = np.asarray(opinions @ vectors, np.float32)

    def both(kept: npt.NDArray[np.bool_]) -> tuple[F64, F64]:
        worth = worth_of(known, kept)
        return fit(runs_words, wanted, worth, PENALTY), fit(summed, wanted, worth, VECTOR_PENALTY)

    def logits(of_hashes: F64, of_vectors: F64) -> F64:
        # Each alone is right about as often; over its spread on what it learnt from neither shouts the other down.
        return _even(runs_words @ of_hashes[:-1] + of_hashes[-1], taught) + _even(
            summed @ of_vectors[:-1] + of_vectors[-1], taught
        )

    unseen = np.zeros(len(known))
    for fold in range(asking_texts.FAMILIES):
        held = folds == fold
        unseen[held] = logits(*both(taught & ~held))[held]
    worth, bias = sum_of(unseen, listed(known), known, taught & written)
    of_hashes, of_vectors = both(taught)
    first = worth / _spread(runs_words @ of_hashes[:-1] + of_hashes[-1], taught)
    second = worth / _spread(summed @ of_vectors[:-1] + of_vectors[-1], taught)
    places = 1 << BITS
    runs, run_unit = quantised(first * of_hashes[:places])
    words, word_unit = quantised(first * of_hashes[places:-1])
    thought, opinion_unit = quantised(second * (vectors @ of_vectors[:-1]))
    return {
        "name": np.array(NAME),
        "kinds": kinds_of,
        "kind_runs": lengths,
        "runs": runs,
        "words": words,
        "keys": keys,
        "ideographs": np.array(ideographs),
        "opinions": thought,
        "units": np.array([run_unit, word_unit, opinion_unit]),
        "bias": bias
        + first * of_hashes[-1]
        + second * of_vectors[-1]
        + [GIVEN_BACK.get(language, GIVEN_BACK_ELSE) for language in KNOWN],
    }


def _spread(logits: F64, of: npt.NDArray[np.bool_]) -> float:
    return float(logits[of].std())


def _even(logits: F64, of: npt.NDArray[np.bool_]) -> F64:
    return logits / _spread(logits, of)


def figures(known: list[Post], found: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    wanted = np.array([post.needed for post in known])
    right = int((found & wanted).sum())
    precision, recall = right / max(int(found.sum()), 1), right / max(int(wanted.sum()), 1)
    return precision, recall, 2 * right / max(int(found.sum()) + int(wanted.sum()), 1)


def judged(model: Asking, known: list[Post]) -> npt.NDArray[np.bool_]:
    """Return which posts need an answer, as alertd judges."""
    reads = model.points([post.text for post in known], [post.language for post in known])
    return np.array([points_of(found) >= LIMIT for found in found_in(known, reads)])


def measured(model: Asking, known: list[Post]) -> Iterator[str]:
    """Yield the rows of the table: lists alone, reading alone, both."""
    lists, both = listed(known) > 0, judged(model, known)
    reads = np.array(model.points([post.text for post in known], [post.language for post in known])) > 0
    for parts in (*((part,) for part in MEASURES), MEASURES[:2], MEASURES[2:]):
        for language in KNOWN:
            at = np.array([post.of in parts and post.language == language for post in known])
            some = [post for post, is_in in zip(known, at, strict=True) if is_in]
            told = " | ".join(
                " · ".join(f"{100 * value:.0f}" for value in figures(some, by[at])) for by in (lists, reads, both)
            )
            yield f"| {' and '.join(parts)} | {language} | {len(some)} | {told} |"


def recalled(model: Asking, support: Path) -> float:
    """Return the share of customers' posts to a support desk that are found: of those that a human answered."""
    with gzip.open(support, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    answered = {row.get("in_reply_to") for row in rows if row.get("role") == "brand"}
    asked = [row["text"] for row in rows if row.get("role") != "brand" and row["id"] in answered]
    return float(
        judged(model, [Post(of="support", language="en", needed=True, text=text, fold=0) for text in asked]).mean()
    )


def described(model: Asking, known: list[Post], support: Path | None, digest: str) -> str:
    """Return the page that ships beside the model. digest: SHA-256 of its file."""
    taught = sum(post.of not in (*MEASURES, "anything") for post in known)
    text = HEAD.format(
        name=NAME,
        digest=digest,
        taught=f"{taught:,}",
        anything=f"{sum(post.of == 'anything' for post in known):,}",
        words=f"{len(model.keys):,}",
    )
    text += "\n".join(measured(model, known)) + "\n"
    if support is not None:
        text += f"\nOf customers' posts that a support desk answered (English), {100 * recalled(model, support):.0f} % are found.\n"
    return text


HEAD = """# What reads like a request

Version `{name}`. Written by `training/asking.py` with the model whose file has this SHA-256; do not edit.
`{digest}`

Made from {taught} posts of our own making about invented brands and everyday life (`training/answers`, `training/everyday`,
`tests/unit/intake/needs_answer`; Apache-2.0, like the rest), {anything} posts about anything (UMSAB: see `alertd/scorers/default.md`) that stand for those that want nothing, and the opinion of Universal Sentence Encoder Multilingual (Yang et al. 2019, Google; packaged by
cnmoro; Apache-2.0) of {words} single words. The model holds hashes and numbers, no text.

Precision, recall and F1 in per cent, on posts that nothing was trained on: with the word lists alone, by reading alone, with both.
`unseen` was written by whoever wrote the lists, `strangers` by whoever wrote the first training posts, before these; of other
matters, in another manner. How lenient the sum is was chosen on these two, so they flatter a little. `third` was written before this
model was trained, and nothing was chosen on it: 150 posts a language, the same matters told in six languages, of which three in
five want nothing. `fourth` was written after it was trained, of nine other trades, and looked at by nobody who chooses: 138 to 148 posts a language, three in five want nothing; each was
labelled twice, by two guidelines. 24, 50 and 150 posts: a figure is ± 17, ± 10 and ± 6. One author wrote all of them.

| set | language | posts | lists | reading | both |
|---|---|---|---|---|---|
"""


def main() -> None:
    """Train, write the model, measure it, write what it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, required=True, help="folder of labelled posts")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--support", type=Path, help="posts to support desks, to measure with")
    at = parser.parse_args()
    known = posts(at.sets)
    arrays = train(known)
    file = at.out / "asking.npz"
    np.savez_compressed(file, allow_pickle=False, **arrays)
    with file.open("rb") as opened:
        model = Asking.read(opened)
    text = described(model, known, at.support, sets.digest(file))
    (at.out / "asking.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
