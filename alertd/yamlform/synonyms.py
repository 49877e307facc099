"""Synonyms: what people write for a word of ours, taken from other tools and from speech. Only where the meaning is the same."""

from __future__ import annotations

#: Our word, and what people write for it, apart by semicolons: in speech, in other tools, in the languages of pages.
_MEANT = {
    "negative": "angry; bad; sad; upset; hostile; негатив; негативный; olumsuz; négatif; negativo; 负面",
    "positive": "happy; glad; good; позитив; olumlu; positif; positivo; 正面",
    "crisis": "critical; emergency; sev1; p1; krise; кризис; kriz; crise; 危机",
    "notice": "info; information; low",
    "when": "if; condition; conditions; trigger; expr; koşul; ne zaman; "
    "когда; условие; quand; condição; quando; 条件; 当; عندما",
    "watch": "brand; brands; watches; marka; бренд; marque; marca; 品牌; العلامة",
    "page": "notify; policy; escalate; escalation; alert_to; send_to; to; "
    "nöbet; nöbetçi; дежурный; astreinte; plantão; 通知; تنبيه",
    "playbook": "runbook; todo",
    "name": "title; alert; isim; ad; adı; имя; название; nom; nome; 名称; 名字; الاسم",
    "enabled": "active; on",
    "for": "during; duration",
    "x": "twitter; x.com",
    "hackernews": "hn",
    "rss": "atom; feed",
    "jsonl": "json; file",
    "sms": "phone; mobile; cell; text",
    "email": "mail; e-mail",
    "timezone": "zone; tz; time_zone; saat dilimi; часовой пояс; fuseau; fuseau horaire; fuso; fuso horário; 时区",
    "exclude": "excludes; not",
    "terms": "keywords; keyword; words; phrase; query; contains; kelimeler; "
    "terimler; слова; mots; palavras; 关键词; 关键字; الكلمات",
    "needs": "require; requires; must",
    "handles": "accounts; account",
    "weekly": "7d; 1w; every week; each week; haftalık; еженедельно; hebdomadaire; semanal; 每周",
    "daily": "1d; 24h; every day; each day; günlük; ежедневно; quotidien; diário; 每天",
    "languages": "langs",
    "any_of": "any; or",
    "all_of": "all; and",
    "mentions": "posts; mention",
    "authors": "people; users; accounts",
    "escalate_after": "after; wait; timeout",
    "spike": "burst; surge; volume; artış; всплеск; pic; pico; 激增",
    "weekdays": "workdays; working days; business days",
    "people": "members; users; responders; participants; kişiler; люди; personnes; pessoas; 人员; الأشخاص",
    "audience": "followers; min_followers; min_reach",
    "with": "against; versus; vs; competitors; them",
    "negative_share": "sentiment; mood",
    "first_reply": "response_time; reply_time; median_first_reply",
    "spent": "over; used",
    "calm": "resolved; recovered; ok",
    "acknowledged": "acked; ack",
    "true": "on; ja; да; evet; oui; sim; 是",
    "false": "off; nein; нет; hayır; non; não; 否",
    "severity": "priority; level; importance; önem; şiddet; öncelik; важность; серьезность; "
    "серьёзность; gravité; gravidade; severidade; 严重程度; 严重性; 级别; الخطورة",
    "language": "lang; dil; язык; langue; idioma; 语言; اللغة",
    "urgent": "acil; срочно; 紧急; عاجل",
    "all": "every; each; everything; hepsi; tümü; все; tous; toutes; todos; todas; 全部",
    "over": "more_than; above; greater_than; exceeds; gt; threshold",
    "reposts": "retweets; shares; rt",
    "replies": "comments; answers",
    "kind": "type; platform; network",
    "oncall": "people; team; persons; rota",
    "meta": "facebook; instagram; fb; ig",
}
_BY_WORD: dict[str, tuple[str, ...]] = {}
for _known, _words in _MEANT.items():
    for _word in _words.split("; "):
        _BY_WORD[_word] = (*_BY_WORD.get(_word, ()), _known)


def said_for(word: str) -> tuple[str, ...]:
    """Return the words of ours that somebody may have meant.

    >>> said_for("Angry"), said_for("zebra")
    (('negative',), ())
    """
    return _BY_WORD.get(word.strip().casefold(), ())
