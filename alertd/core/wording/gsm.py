"""SMS alphabets: how many segments a text costs, and how it is folded into the cheap one.

Source: 3GPP TS 23.038 (GSM 7-bit default alphabet and its extension table); 160 septets or 70 UTF-16 units alone, 153 or 67
a segment when joined (3GPP TS 23.040).
"""

from __future__ import annotations

import unicodedata

from alertd.model.value import Value

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")  # each costs two septets
# Typographic signs that would turn the whole text to UCS-2: one non-breaking space doubles the price.
_PLAIN = {
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "…": "...", "–": "-", "—": "-", "·": "-", "‘": "'", "’": "'", "“": '"',
    "”": '"', "„": '"', "«": '"', "»": '"', "‹": "<", "›": ">", "＠": "@", "∗": "*", "`": "'", "×": "x", "°": "", "，": ", ",
    "。": ". ", "：": ": ", "（": "(", "）": ")", "、": ", ", "№": "No", "ı": "i", "İ": "I", "ł": "l", "Ł": "L", "đ": "d",
    "Đ": "D", "œ": "oe", "Œ": "OE", "ç": "c",
}  # fmt: skip
# BGN/PCGN romanisation of Russian (1947); of its apostrophes only the soft sign's, without which words are misread.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "'", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "yi", "є": "ye", "ґ": "g",
}  # fmt: skip


class Segments(Value, frozen=True, kw_only=True):
    """What a text costs as SMS. alphabet: "GSM-7" or "UCS-2"; units: septets or UTF-16 units in all."""

    count: int
    alphabet: str
    units: int


def segments(text: str) -> Segments:
    """Count the segments of a text; a sign of two units is never split between two.

    >>> segments("a" * 160).count, segments("a" * 161).count, segments("ш" * 70).count, segments("ш" * 71).count
    (1, 2, 1, 2)
    """
    is_gsm = is_plain(text)
    costs = [_septets(char) for char in text] if is_gsm else [1 if ord(char) < 0x10000 else 2 for char in text]
    alone, joined = (160, 153) if is_gsm else (70, 67)
    units = sum(costs)
    alphabet = "GSM-7" if is_gsm else "UCS-2"
    if units <= alone:
        return Segments(count=1, alphabet=alphabet, units=units)
    count, room = 1, joined
    for cost in costs:
        if cost > room:
            count, room = count + 1, joined
        room -= cost
    return Segments(count=count, alphabet=alphabet, units=units)


def is_plain(text: str) -> bool:
    """Whether a text can be sent in the 7-bit alphabet."""
    return all(char in _BASIC or char in _EXTENDED for char in text)


def _septets(char: str) -> int:
    return 2 if char in _EXTENDED else 1


def fold(text: str) -> str:
    """Write Latin letters without the marks that the 7-bit alphabet lacks; other scripts stay as they are.

    >>> fold("Şikâyet “çok”… déjà vu — 中")
    'Sikayet "cok"... déjà vu - 中'
    """
    return "".join(_folded(char) for char in unicodedata.normalize("NFC", text))


def _folded(char: str) -> str:
    if char in _BASIC or char in _EXTENDED:
        return char
    if char in _PLAIN:
        return _PLAIN[char]
    base = unicodedata.normalize("NFD", char)[0]
    return base if base in _BASIC else char


def latin(text: str) -> str:
    """Write Cyrillic in Latin letters and leave out every sign that the 7-bit alphabet lacks.

    >>> latin("Кризис: жалобы 中")
    'Krizis: zhaloby '
    """
    written: list[str] = []
    folded = fold(text)
    for place, char in enumerate(folded):
        if is_plain(char):
            written.append(char)
        elif char.lower() in _CYRILLIC:
            letters = _CYRILLIC[char.lower()]
            beside = folded[max(place - 1, 0) : place] + folded[place + 1 : place + 2]
            if char.isupper():  # "СРОЧНО" is "SROCHNO", but "Шторм" is "Shtorm"
                letters = letters.upper() if beside.isupper() else letters.capitalize()
            written.append(letters)
    return "".join(written)
