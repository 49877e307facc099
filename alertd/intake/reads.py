"""How much texts read as if somebody asks for something: once a batch, for the model reads many texts as cheaply as one."""

from __future__ import annotations

from collections.abc import Iterable

from alertd.intake.draft import Draft


def reads(text: str, language: str) -> int:
    """Return the points of one text; see `alertd/scorers/asking.py`."""
    return _points([text], [language])[0]


def read(drafts: Iterable[Draft]) -> None:
    """Set the points of posts that are about somebody; the same words are read once."""
    asked: dict[tuple[str, str], list[Draft]] = {}
    for draft in drafts:
        if draft.about:
            asked.setdefault((draft.text, draft.language), []).append(draft)
    if asked:
        found = _points([text for text, _ in asked], [language for _, language in asked])
        for some, points in zip(asked.values(), found, strict=True):
            for draft in some:
                draft.reads = points


def _points(texts: list[str], languages: list[str]) -> list[int]:
    from alertd.scorers.asking import Asking  # numpy and the weights only where a text is read

    return Asking.shipped().points(texts, languages)
