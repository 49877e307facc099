"""Measures: what a brand tells people to do, or says that it does, in a crisis. Words that only promise to look into it hold none.

Our own lists, in the languages that pages are sent in; of one text only the measures count, not its language.
"""

from __future__ import annotations

_WORDS = {
    "stop using": {
        "en": "unplug|switch off|switch it off|turn off|turn it off|power off|do not use|don't use|stop using|do not eat|don't eat|do not drink",
        "ru": "отключите|выключите|не пользуйтесь|не используйте|прекратите использ|из розетки|не ешьте|не пейте",
        "tr": "fişini çek|fişten çek|kapatın|kullanmayın|kullanmayı bırak|yemeyin|içmeyin",
        "fr": "débranche|éteignez|n'utilisez|cessez d'utiliser|arrêtez d'utiliser|ne consommez",
        "pt": "desligue|desconecte|da tomada|não use|não utilize|pare de usar|não consuma",
        "zh": "拔掉|拔下|断电|关闭电源|停止使用|请勿使用|不要使用|请勿食用",
        "ar": "افصل|أطفئ|لا تستخدم|توقف عن استخدام|توقفوا عن استخدام|لا تتناول",
    },
    "withdrawn": {
        "en": "recall|withdraw|off the shelves|return it|bring it back|stopped selling|stopped the sale",
        "ru": "отзываем|отозвали|отозван|сняли с продажи|верните товар",
        "tr": "geri çağır|geri topl|satıştan çek|satışı durdur|iade edin",
        "fr": "rappel de|rappel du|rappelons les|retiré de la vente|retirons|rapportez",
        "pt": "recall|recolh|retiramos|suspendemos a venda|devolva",
        "zh": "召回|下架|停止销售",
        "ar": "نسحب|سحبنا|استدعاء المنتج|أوقفنا البيع",
    },
    "paid back": {
        "en": "refund|money back|compensat",
        "ru": "вернём деньги|вернем деньги|возврат денег|компенс",
        "tr": "ücret iade|para iade|paranızı geri|tazmin",
        "fr": "rembours|indemnis",
        "pt": "reembols|indeniz",
        "zh": "退款|赔偿|补偿",
        "ar": "استرداد|تعويض|نعوض",
    },
}
_LISTS = {name: tuple("|".join(words.values()).split("|")) for name, words in _WORDS.items()}


def measures(text: str) -> frozenset[str]:
    """Return which measures a text names.

    >>> sorted(measures("Please unplug your kettle now; we refund everybody.")), measures("We are looking into it.")
    (['paid back', 'stop using'], frozenset())
    """
    lower = text.casefold().replace("’", "'")
    return frozenset(name for name, words in _LISTS.items() if any(word in lower for word in words))
