"""Spoken: numbers, spans and weekdays as people say them, and how they are written here. Only a faulty value is looked up."""

from __future__ import annotations

import re


def _small(text: str) -> str:
    """Fold case; of a Turkish I, with its dot or without, too."""
    return text.strip().casefold().replace("\u0307", "").replace("ı", "i")


_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve",
    "bir iki üç dört beş altı yedi sekiz dokuz on",
    "один два три четыре пять шесть семь восемь девять десять",
    "un deux trois quatre cinq six sept huit neuf dix",
    "um dois três quatro cinco seis sete oito nove dez",
    "一 二 三 四 五 六 七 八 九 十",
)
_NUMBER_OF = {_small(word): number for words in _NUMBERS for number, word in enumerate(words.split(), 1)}
_NUMBER_OF |= {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "thousand": 1000}
del _NUMBER_OF["on"]  # ten in Turkish, and the switch of a lamp

_DAYS = {
    "mon": "monday pazartesi пн понедельник lundi segunda segunda-feira 周一 星期一 الاثنين الإثنين lunes montag",
    "tue": "tuesday tues salı вт вторник mardi terça terça-feira 周二 星期二 الثلاثاء martes dienstag",
    "wed": "wednesday çarşamba ср среда mercredi quarta quarta-feira 周三 星期三 الأربعاء miércoles mittwoch",
    "thu": "thursday thur thurs perşembe чт четверг jeudi quinta quinta-feira 周四 星期四 الخميس jueves donnerstag",
    "fri": "friday cuma пт пятница vendredi sexta sexta-feira 周五 星期五 الجمعة viernes freitag",
    "sat": "saturday cumartesi сб суббота samedi sábado 周六 星期六 السبت samstag",
    "sun": "sunday pazar вс воскресенье dimanche domingo 周日 星期日 星期天 الأحد sonntag",
}
_DAY_OF = {_small(word): day for day, words in _DAYS.items() for word in (day, *words.split())}

_SPANS = {
    "1h": "hour hourly saat час heure hora 小时",
    "1d": "day daily gün день jour dia 天",
    "1w": "week weekly hafta неделя semaine semana 周",
    "30d": "month monthly ay месяц mois mês 月",
    "365d": "year yearly yıl год an année ano 年",
}
_SPAN_OF = {_small(word): span for span, words in _SPANS.items() for word in words.split()}
_MONTHS = ("month", "ay", "мес", "mois", "mês", "mes", "个月", "year", "yil", "год", "лет", "année", "ano")


def number_said(text: str) -> str | None:
    """Return the digits of a number that is written as a word, with the words behind it; None for any other text.

    >>> number_said("ten"), number_said("three a day"), number_said("on")
    ('10', '3 a day', None)
    """
    first, _, rest = text.strip().partition(" ")
    number = _NUMBER_OF.get(_small(first))
    return None if number is None else f"{number} {rest}".strip()


def day_said(text: str) -> str | None:
    """Return the short name of a weekday that is written in another way or language.

    >>> day_said("Pazartesi"), day_said("Wednesday"), day_said("someday")
    ('mon', 'wed', None)
    """
    return _DAY_OF.get(_small(text).rstrip("."))


def days_said(text: str) -> str | None:
    """Return a row of weekdays as it is written here: "Mon to Fri" is mon-fri."""
    parts = [day_said(part) for part in re.split(r"\s*(?:-|–|—|\bto\b|\bthrough\b|\buntil\b)\s*", text.strip())]
    return f"{parts[0]}-{parts[1]}" if len(parts) == 2 and all(parts) else None


def span_said(text: str) -> str | None:
    """Return a span of one unit, or of months and years, which have no letter here: a month is 30 days.

    >>> span_said("an hour"), span_said("once a week"), span_said("3 months"), span_said("half of it")
    ('1h', '1w', '90d', None)
    """
    said = re.sub(r"^(?:the |once |every |each |per |last |an? |in |1 )+", "", _small(text))
    if said in _SPAN_OF:
        return _SPAN_OF[said]
    many = re.fullmatch(r"(\d{1,3})\s*([^\W\d]+)\.?", said)
    word = next((word for word in _MONTHS if many and many[2].startswith(word)), None)
    if many is None or word is None:
        return None
    return f"{int(many[1]) * (30 if _MONTHS.index(word) < _MONTHS.index('year') else 365)}d"
