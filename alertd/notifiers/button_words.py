"""What stands on buttons, in the languages that pages are sent in."""

from __future__ import annotations

from alertd.model.languages import base

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "ack": "Take it",
        "plan": "Planned",
        "assign": "Assign to …",
        "snooze": "Snooze 30 min",
        "not_a_crisis": "Not a crisis",
        "useful": "Useful",
        "noise": "Noise",
        "open": "Open",
        "sure": "This closes the incident for everybody.",
        "yes": "Yes",
        "no": "No",
        "curve": "Posts of the last {hours} h, {minutes} min a bar{colour}; at most {most}, now {now}",
        "curve_usual": "; usual by now: {low} to {high}{behind}",
        "curve_colour": ", negative ones in colour",
        "curve_behind": " (behind the bars)",
    },
    "fr": {
        "ack": "Prendre en charge",
        "plan": "Planifié",
        "assign": "Confier à …",
        "snooze": "Pause 30 min",
        "not_a_crisis": "Pas une crise",
        "useful": "Utile",
        "noise": "Bruit",
        "open": "Ouvrir",
        "sure": "L’incident sera fermé pour tout le monde.",
        "yes": "Oui",
        "no": "Non",
        "curve": "Publications des {hours} dernières heures, {minutes} min par barre{colour}\u00a0; au plus {most}, maintenant {now}",
        "curve_usual": "\u00a0; d’habitude à cette heure\u00a0: de {low} à {high}{behind}",
        "curve_colour": ", les négatives en couleur",
        "curve_behind": " (derrière les barres)",
    },
    "pt": {
        "ack": "Assumir",
        "plan": "Planejado",
        "assign": "Passar para …",
        "snooze": "Pausar 30 min",
        "not_a_crisis": "Não é crise",
        "useful": "Útil",
        "noise": "Ruído",
        "open": "Abrir",
        "sure": "O incidente será encerrado para todos.",
        "yes": "Sim",
        "no": "Não",
        "curve": "Publicações das últimas {hours} h, {minutes} min por barra{colour}; no máximo {most}, agora {now}",
        "curve_usual": "; normal neste horário: de {low} a {high}{behind}",
        "curve_colour": ", as negativas em cor",
        "curve_behind": " (atrás das barras)",
    },
    "ru": {
        "ack": "Беру в работу",
        "plan": "План есть",
        "assign": "Передать …",
        "snooze": "Пауза 30 мин",
        "not_a_crisis": "Не кризис",
        "useful": "Полезно",
        "noise": "Ложная тревога",
        "open": "Открыть",
        "sure": "Инцидент будет закрыт для всех.",
        "yes": "Да",
        "no": "Нет",
        "curve": "Посты за последние {hours} ч, столбик — {minutes} мин{colour}; самый высокий: {most}, сейчас {now}",
        "curve_usual": "; обычно в это время от {low} до {high}{behind}",
        "curve_colour": ", негатив цветом",
        "curve_behind": " (позади столбиков)",
    },
    "tr": {
        "ack": "Üstleniyorum",
        "plan": "Planlandı",
        "assign": "Başkasına ver …",
        "snooze": "30 dk ertele",
        "not_a_crisis": "Kriz değil",
        "useful": "İşe yaradı",
        "noise": "Boşuna",
        "open": "Aç",
        "sure": "Olay herkes için kapanır.",
        "yes": "Evet",
        "no": "Hayır",
        "curve": "Son {hours} saatin gönderileri, her çubuk {minutes} dk{colour}; en çok {most}, şimdi {now}",
        "curve_usual": "; bu saatte normalde {low}–{high}{behind}",
        "curve_colour": ", olumsuzlar renkli",
        "curve_behind": " (çubukların arkasında)",
    },
    "zh": {
        "ack": "我来接手",
        "plan": "已有计划",
        "assign": "转交给…",
        "snooze": "暂停 30 分钟",
        "not_a_crisis": "不是危机",
        "useful": "有用",
        "noise": "误报",
        "open": "打开",
        "sure": "事件将对所有人关闭。",
        "yes": "是",
        "no": "否",
        "curve": "最近 {hours} 小时的帖子，每柱 {minutes} 分钟{colour}；最多 {most}，当前 {now}",
        "curve_usual": "；此时段平时 {low} 到 {high}{behind}",
        "curve_colour": "，彩色为负面",
        "curve_behind": "（柱后底色）",
    },
    "ar": {
        "ack": "أستلمه",
        "plan": "وُضعت خطة",
        "assign": "تسليم إلى …",
        "snooze": "تأجيل 30 دقيقة",
        "not_a_crisis": "ليست أزمة",
        "useful": "مفيد",
        "noise": "بلا فائدة",
        "open": "فتح",
        "sure": "سيُغلق الحادث للجميع.",
        "yes": "نعم",
        "no": "لا",
        "curve": "منشورات آخر {hours} ساعة، {minutes} دقيقة لكل عمود{colour}؛ أقصاها {most}، والآن {now}",
        "curve_usual": "؛ المعتاد حتى الآن: من {low} إلى {high}{behind}",
        "curve_colour": "، السلبية بالألوان",
        "curve_behind": " (خلف الأعمدة)",
    },
}


def languages() -> tuple[str, ...]:
    """Return the languages that there are."""
    return tuple(_WORDS)


def button_words(language: str) -> dict[str, str]:
    """Return the words of a language, English where there are none.

    >>> button_words("tr-TR")["ack"], button_words("xx")["open"]
    ('Üstleniyorum', 'Open')
    """
    return _WORDS.get(base(language), _WORDS["en"])
