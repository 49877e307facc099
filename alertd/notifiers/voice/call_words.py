"""What a call says beside the page, in the languages that pages are sent in."""

from __future__ import annotations

from alertd.model.languages import base

_WORDS: dict[str, dict[str, str]] = {
    "en": {"press": "To take it, press 1.", "nothing": "Nothing was done. The incident stays open. Good-bye."},
    "fr": {
        "press": "Pour prendre en charge, appuyez sur 1.",
        "nothing": "Rien n’a été fait. L’incident reste ouvert. Au revoir.",
    },
    "pt": {"press": "Para assumir, pressione 1.", "nothing": "Nada foi feito. O incidente continua aberto. Até logo."},
    "ru": {
        "press": "Чтобы взять это в работу, нажмите 1.",
        "nothing": "Ничего не изменилось. Инцидент открыт. До свидания.",
    },
    "tr": {"press": "Üstlenmek için 1'e basın.", "nothing": "Hiçbir şey değişmedi. Olay açık kalıyor. Hoşça kalın."},
    "zh": {"press": "接手请按 1。", "nothing": "没有任何更改，事件仍未处理。再见。"},
    "ar": {"press": "لاستلامه اضغط 1.", "nothing": "لم يتغير شيء. الحادث ما زال مفتوحًا. مع السلامة."},
}


def call_words(language: str) -> dict[str, str]:
    """Return the words of a language, English where there are none."""
    return _WORDS.get(base(language), _WORDS["en"])
