"""Notice: what a brand may publish of how fast it answers, from what it has kept; and a first word to who waits. Pure.

A promise that is broken is worse than none: the time told is one that was kept for the share asked for, rounded up to a span that
people say, and nothing is told of too few conversations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from alertd.model.value import Value, rfc3339
from alertd.report.clocks import Measure, Wait, clock
from alertd.report.render import Report, Share, Span, Table, duration
from alertd.report.threads import Answer, Said, below_own, customers, parted

FEWEST = 20  #: conversations that are over or too old to keep the time, under which nothing is told
SHARE = 0.9  #: of them that were answered in the time told
#: Times that people say, in seconds.
SPANS = (900, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 12 * 3600, 24 * 3600, 48 * 3600, 72 * 3600)

#: language -> (minutes, hours, days) by number; one form for one, the other for many.
_UNITS: dict[str, dict[int, tuple[str, str]]] = {
    "en": {60: ("{n} minute", "{n} minutes"), 3600: ("an hour", "{n} hours"), 86400: ("a day", "{n} days")},
    "tr": {60: ("{n} dakika", "{n} dakika"), 3600: ("1 saat", "{n} saat"), 86400: ("1 gün", "{n} gün")},
    "ru": {60: ("{n} мин.", "{n} мин."), 3600: ("1 ч.", "{n} ч."), 86400: ("1 сут.", "{n} сут.")},
    "fr": {60: ("{n} minute", "{n} minutes"), 3600: ("une heure", "{n} heures"), 86400: ("un jour", "{n} jours")},
    "pt": {60: ("{n} minuto", "{n} minutos"), 3600: ("uma hora", "{n} horas"), 86400: ("um dia", "{n} dias")},
    "zh": {60: ("{n} 分钟", "{n} 分钟"), 3600: ("1 小时", "{n} 小时"), 86400: ("1 天", "{n} 天")},
}
_NOTICES = {
    "en": "We usually answer within {span}.",
    "tr": "Genellikle {span} içinde yanıt veriyoruz.",
    "ru": "Обычно мы отвечаем в течение {span}",
    "fr": "Nous répondons généralement en moins de {span}.",
    "pt": "Costumamos responder em até {span}.",
    "zh": "我们通常会在 {span}内回复。",
}
#: What to say at once to who waits, before there is an answer: it names a time and asks for nothing.
_FIRST_WORDS = {
    "en": "Thank you for telling us. We are looking into it and you will hear from us within {span}.",
    "tr": "Bildirdiğiniz için teşekkür ederiz. Konuyu inceliyoruz, size {span} içinde döneceğiz.",
    "ru": "Спасибо, что написали. Мы разбираемся и ответим вам в течение {span}",
    "fr": "Merci de nous avoir prévenus. Nous regardons cela et vous répondons d’ici {span}.",
    "pt": "Obrigado por avisar. Estamos verificando e responderemos em até {span}.",
    "zh": "感谢您的反馈。我们正在处理，将在 {span}内回复您。",
}
LANGUAGES = tuple(_NOTICES)


class Notice(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What may be told. within: seconds, None where no time was kept; kept: the share that was answered in it, of so many."""

    conversations: int
    within: int | None
    kept: float | None


def needed(posts: Iterable[Said | Answer], now: datetime, measure: Measure) -> Iterator[Wait]:
    """Yield how long each customer who needed an answer waited for it, or waits, by the clock of the team."""
    together = parted(posts)
    for post in together.alone:
        if post.needs_answer:
            yield Wait(measure(post.watch, post.at, max(now, post.at)), is_over=False)
    for thread in together.threads:
        for part in customers(thread) if thread.is_customers else below_own(thread):
            found = clock(part, now, measure).needed
            if found is not None:
                yield found


def notice(waits: Iterable[Wait], share: float = SHARE) -> Notice:
    """Return the shortest time that was kept for a share of those who needed an answer.

    Who still waits counts against each time that they have waited longer than, and for none that they may still be answered in.

    >>> notice([Wait(600.0, is_over=True)] * 27 + [Wait(90000.0, is_over=False)] * 3).within
    900
    """
    known = list(waits)
    for span in SPANS:
        judged = [one for one in known if one.is_over or one.seconds > span]
        if len(judged) < FEWEST:
            continue
        kept = sum(one.is_over and one.seconds <= span for one in judged) / len(judged)
        if kept >= share:
            return Notice(conversations=len(judged), within=span, kept=kept)
    return Notice(conversations=len(known), within=None, kept=None)


def said(span: int, language: str) -> str:
    """Say a time as people do.

    >>> said(3600, "en"), said(14400, "fr"), said(1800, "zh")
    ('an hour', '4 heures', '30 分钟')
    """
    unit = 86400 if span >= 48 * 3600 else 3600 if span >= 3600 else 60
    number = span // unit
    one, many = _UNITS[language][unit]
    return (one if number == 1 else many).format(n=number)


def told(
    found: Notice, *, since: datetime | None, until: datetime, share: float, watches: tuple[str, ...] = ()
) -> Report:
    """Return the notice and the first word in each language, ready to be copied."""
    name = f" ({', '.join(watches)})" if watches else ""
    texts = (
        {}
        if found.within is None
        else {
            language: (
                _NOTICES[language].format(span=said(found.within, language)),
                _FIRST_WORDS[language].format(span=said(found.within, language)),
            )
            for language in LANGUAGES
        }
    )
    line = (
        f"Of {found.conversations:,} conversations no time of up to 3 d was kept for {share * 100:g} %: there is nothing to promise yet."
        if found.within is None or found.kept is None
        else f"{found.kept * 100:.0f} % of {found.conversations:,} customers who needed an answer got one within {duration(found.within)}."
    )
    return Report(
        title=f"What may be promised{name}",
        lines=(line,),
        tables=(
            Table(
                title="",
                columns=("language", "notice", "first_word"),
                heads=("language", "to publish", "first word to who waits"),
                rows=tuple((language, *both) for language, both in texts.items()),
            ),
            Table(
                title="Kept",
                columns=("within_s", "kept", "conversations"),
                heads=("within", "kept", "conversations"),
                rows=()
                if found.within is None
                else ((Span(found.within), Share(found.kept or 0.0), found.conversations),),
            ),
        ),
        body={
            "since": None if since is None else rfc3339(since),
            "until": rfc3339(until),
            "watches": list(watches),
            "within_s": found.within,
            "kept": found.kept,
            "conversations": found.conversations,
            "notices": {language: both[0] for language, both in texts.items()},
            "first_words": {language: both[1] for language, both in texts.items()},
        },
        notes=("Of those who still wait, only they count who have waited longer than the time told.",),
    )
