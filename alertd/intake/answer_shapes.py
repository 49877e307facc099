"""Shapes by which a reader sees that somebody asks or complains, whatever the trade: how a clause begins, and what is counted in it.

A question often has no question mark; a complaint counts days, tries and money, and names a booking. News counts per cent and millions.
"""

from __future__ import annotations

import re

#: A clause that begins so asks something, with or without a mark.
_BEGINS = {
    "en": "why|how|where|when|what time|what is|what's the|do you|does|do the|are there|is there|is it|is the|are the|can i|can we|can you|could you|will you|would you|any chance|any way|did you|which of your|who do i",
    "ru": "почему|как|где|когда|сколько|почём|зачем|можно|есть ли|куда|до скольки|что делать|кто отвечает|какой срок|а где|а когда",
    "tr": "neden|niye|niçin|nasıl|nerede|nereden|ne zaman|kaç|ne kadar|hani",
    "fr": "pourquoi|comment|où|quand|combien|est-ce|c'est combien|quel est|quelle est|quels sont|à quelle heure|je peux|puis-je|peut-on|pouvez-vous|pourriez-vous|vous faites|vous pourriez|y a-t-il|il existe",
    "pt": "por que|porque|como|onde|quando|quanto|quantas|quantos|qual|cadê|tem como|dá pra|posso|vocês fazem|vocês ainda|até que horas|existe",
    "es": "por qué|cómo|dónde|cuándo|cuánto|puedo|se puede|hay alguna",
    "de": "warum|wieso|wie|wo|wann|kann ich|könnt ihr|gibt es|wie lange",
    "it": "perché|come|dove|quando|quanto|posso|si può|c'è modo",
}
#: A word of these anywhere makes a question.
_ANYWHERE = {
    "tr": r"\b(?:m[iıuü](?:s[iıuü]n[iıuü]z|y[iıuü]m|y[iıuü]z)?)\b|kaç para|\bne (?:kadar|zaman)\b|\bnas[ıi]l\b|\bnere\w+|\bneden\b|\bniye\b",
    "ru": r"\bли\b|\bсколько стоит\b",
    "zh": "吗|呢|怎么|什么时候|多少|几点|几个|哪里|哪买|为什么|为何|能不能|可以.{0,4}吗|谁能|谁签",
    "ja": "ですか|ますか|でしょうか",
}
_START = re.compile(r"(?:^|[.!?;:,]\s+|\s[-–—]\s)")
_UNITS = (
    r"(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?|minutes?|heures?|jours?|semaines?|mois|ans|minutos?|horas?|dias?|semanas?|meses|mês|anos|"
    r"dakika\w*|saat\w*|gün\w*|hafta\w*|ay|aydır|aylık|yıl\w*|минут\w*|час\w*|дн\w*|день|недел\w*|месяц\w*|лет|год\w*)"
)
#: The last digit of a number: what is counted stands behind it. Most shapes are looked for there and nowhere else.
_LAST_DIGIT = re.compile(r"\d(?!\d)")
_BEHIND = {
    "span": re.compile(rf"\d ?{_UNITS}\b|\d个?(?:分钟|小时|天|周|星期|月|年)", re.IGNORECASE),
    "times": re.compile(r"\d (?:times|fois|vezes|kez|kere|раз\w?)\b|\d(?:次|遍)", re.IGNORECASE),
    "amount": re.compile(
        r"\d\s?[€£$₺₽¥元块]|\d ?(?:euros?|eur|usd|dollars?|pounds?|quid|gbp|tl|lira\w*|руб\w*|reais)\b", re.IGNORECASE
    ),
    "figures": re.compile(
        r"\d\s?(?:%|percent|per ?cent|per ?cento|pour ?cent|por ?cento|процент|million|billion|milyon|milyar|миллион|миллиард|milhõ|milhão|bilh|milliard|万|亿)",
        re.IGNORECASE,
    ),
}
_SIGN_FIRST = re.compile(r"[€£$₺₽¥]\s?\d")
_PER_CENT_FIRST = re.compile(r"yüzde \d", re.IGNORECASE)
#: A booking is at least so long, and begins in such a run; most texts have none.
_LONG = re.compile(r"[A-Z\d-]{5,}")
_CODE = re.compile(r"\b(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{6,10}\b|\b\d{2,}-\d{2,4}\b|(?<![\d.,#@/])\d{5,12}\b(?![.,]\d)")
_FAULT_CODE = re.compile(r"(?:[Ee]rror|[Ee]rreur|[Ee]rro|[Hh]ata|[Оо]шибк\w|报错)\D{0,3}\d+")
_FAULTS = ("erro", "erreur", "hata", "ошибк", "报错")
#: Times and tries in words, where words have no spaces.
_COUNTED = {
    "span": re.compile("[一二三四五六七八九十两半]个?(?:分钟|小时|天|周|星期|月|年)"),
    "times": re.compile("[一二三四五六七八九十两](?:次|遍)"),
}
_MIRTH = (
    "haha",
    "ahah",
    "lol",
    "lmao",
    "rofl",
    "mdr",
    "kkk",
    "rsrs",
    "хаха",
    "ахах",
    "哈哈",
    "笑死",
    "😂",
    "🤣",
    "😅",
    "jaja",
    "jeje",
)
_LAUGHS = re.compile(
    r"\b(?:a?ha(?:ha)+h?|lo+l|lmao|rofl|mdr|ptdr|k{3,}|(?:rs){2,}|(?:а?ха){2,}х?|а?хах+|ja(?:ja)+|jeje)\b|哈哈|笑死|[😂🤣😅]",
    re.IGNORECASE,
)
_ASKING = {language: re.compile(rf"(?:{begins})\b", re.IGNORECASE) for language, begins in _BEGINS.items()}
_ASKING_ANYWHERE = {language: re.compile(words, re.IGNORECASE) for language, words in _ANYWHERE.items()}
_BEFORE = 3  # words of a clause that may stand before its question: a name, "so", "and"


def asks_plainly(text: str, language: str) -> bool:
    """Whether a clause is a question by its words.

    >>> asks_plainly("@acme how do I reset it", "en"), asks_plainly("I know how it works", "en")
    (True, False)
    >>> asks_plainly("kartım ne zaman gelir", "tr"), asks_plainly("怎么退款", "zh")
    (True, True)
    """
    anywhere = _ASKING_ANYWHERE.get(language)
    if anywhere is not None and anywhere.search(text):
        return True
    asking = _ASKING.get(language)
    if asking is None:
        return False
    for clause in _START.split(text):
        words = clause.split(maxsplit=_BEFORE)
        named = [word for word in words[:_BEFORE] if not word.startswith(("@", "#"))]
        rest = clause
        # Up to one name before the question: "Kavro how do I", "@kavro how do I".
        for _ in range(min(len(words) - len(named) + 1, len(words))):
            if asking.match(rest.lstrip(" \"'«“(")):
                return True
            rest = rest.lstrip().partition(" ")[2]
    return False


def shapes(text: str, language: str) -> frozenset[str]:
    """Return the shapes that a text has.

    >>> sorted(shapes("3 weeks, order 88213, still 40 euros missing", "en"))
    ['amount', 'code', 'span']
    """
    lower = text.lower()
    ends = [one.start() for one in _LAST_DIGIT.finditer(text)]
    found = _numbered(text, lower, ends) if ends else set()
    if language == "zh":
        found |= {name for name, shape in _COUNTED.items() if shape.search(text)}
    if any(map(lower.__contains__, _MIRTH)) and _LAUGHS.search(text):
        found.add("laughs")
    if asks_plainly(text, language):
        found.add("plainly")
    return frozenset(found)


def _numbered(text: str, lower: str, ends: list[int]) -> set[str]:
    """Return the shapes that need a number written in digits. ends: the place of the last digit of each."""
    found = {name for end in ends for name, shape in _BEHIND.items() if shape.match(text, end)}
    if _SIGN_FIRST.search(text):
        found.add("amount")
    if "yüzde " in lower and _PER_CENT_FIRST.search(text):
        found.add("figures")
    begins = (at for run in _LONG.finditer(text) for at in range(*run.span()))
    is_fault = any(map(lower.__contains__, _FAULTS)) and _FAULT_CODE.search(text)
    if is_fault or any(_CODE.match(text, at) for at in begins):
        found.add("code")
    return found
