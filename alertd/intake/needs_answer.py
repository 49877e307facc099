"""Whether a mention needs an answer: somebody asks the brand something, or complains of a thing that can be put right.

Points are added for signs that a reader would name, so that the page can be explained; `LIMIT` points make a request.
Praise, news, reposts and copies need none. What it reaches on customer service posts stands in docs/sentiment.md.
"""

from __future__ import annotations

import re

from alertd.model.score import Score

#: Points from which a mention needs an answer.
LIMIT = 5
#: P(negative) in thousandths from which a mood counts as a complaint.
UPSET = 500

_NAME_FIRST = re.compile(r"^\s*[.]?@\w")
_NAMES = re.compile(r"[@#]\w+")
_REPOST = re.compile(r"^\s*RT\s+@\w", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_QUESTION = re.compile("[?？؟]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LIMIT_CHARACTERS = 1000

#: Words that ask, words of things gone wrong, the writer, thanks. Chinese and Japanese ones are looked for anywhere.
_ASKING = {
    "en": "help please pls plz anyone fix assist assistance advise explain respond "
    "reply answer contact refund reimburse replace dm",
    "ru": "помогите помощь подскажите пожалуйста ответьте почините верните объясните скажите свяжитесь",
    "tr": "yardım yardımcı lütfen cevap dönüş çözüm çözün ulaşın iade",
    "fr": "aide aidez aider svp stp répondez réponse remboursez remboursement expliquez",
    "pt": "ajuda ajudar ajudem resposta respondam resolve resolvam reembolso estorno favor alguém",
    "es": "ayuda ayudar ayuden favor respuesta respondan solución solucionen reembolso devolución alguien",
    "de": "hilfe helfen bitte antwort antwortet erstattung jemand",
    "it": "aiuto aiutare aiutatemi favore risposta rispondete rimborso qualcuno",
    "ar": "مساعدة ساعدوني رد ردوا حل استرجاع",
    "hi": "madad help please kripya jawab reply refund मदद कृपया",
    "zh": "请问 怎么 为什么 什么时候 能不能 可以吗 求助 帮忙 帮我 麻烦 客服 退款 退货 回复 解决",
    "ja": "ですか ますか でしょうか 教えて 助けて どうすれば なぜ いつ お願いします 返金 返品 対応して",
}
_TROUBLE = {
    "en": "issue issues problem problems error broken down crash "
    "crashes crashing stuck lost missing delayed delay cancelled canceled late waiting wrong charged charge overcharged "
    "locked fail failed fails failing bug unable damaged working login password account order delivery package booking "
    "flight ticket payment service support",
    "ru": "проблема проблемы ошибка сломалось завис виснет вылетает задержка опоздал жду ждем отменили списали "
    "потеряли заблокировали аккаунт заказ доставка посылка оплата поддержка рейс билет приложение",
    "tr": "sorun problem hata bozuk çalışmıyor açılmıyor gelmedi gelmiyor gecikti bekliyorum iptal kayıp yanlış kargo "
    "sipariş hesap hesabım ödeme fatura uygulama şikayet mağdur ulaşamıyorum",
    "fr": "problème problèmes erreur panne bloqué perdu retard annulé attends attente compte commande livraison "
    "colis paiement facture vol billet marche fonctionne",
    "pt": "problema problemas erro defeito travando caiu perdido atraso atrasado cancelado esperando conta pedido "
    "entrega pacote pagamento fatura voo app funciona chegou",
    "es": "problema problemas error fallo falla roto perdido retraso cancelado esperando cuenta pedido entrega paquete "
    "pago factura vuelo funciona",
    "de": "problem probleme fehler kaputt störung verloren verspätung storniert warte konto bestellung "
    "lieferung paket zahlung rechnung flug funktioniert",
    "it": "problema problemi errore guasto rotto perso ritardo cancellato aspetto account ordine consegna pacco "
    "pagamento fattura volo funziona",
    "ar": "مشكلة خطأ عطل تأخير متأخر الغاء انتظار حساب حسابي طلب توصيل دفع فاتورة رحلة يعمل",
    "hi": "problem dikkat error kharab late cancel wait account order delivery payment समस्या खराब",
    "zh": "不能 无法 打不开 没有 问题 错误 故障 坏了 延误 取消 等了 丢了 扣款 账号 订单 快递 物流 付款 投诉 还没",
    "ja": "できない ません エラー 不具合 壊れ 遅延 遅れ キャンセル 届かない 届きません 繋がらない アカウント 注文 配送",
}
_DENIAL = {
    "en": "not no can't cannot won't don't doesn't isn't didn't haven't hasn't wasn't never still since",
    "ru": "не нет никак",
    "tr": "değil yok hala hâlâ hiç olmuyor",
    "fr": "pas plus jamais toujours",
    "pt": "não nao nunca ainda",
    "es": "no nunca todavía aún",
    "de": "nicht kein keine immer seit",
    "it": "non mai ancora",
    "ar": "لا ما مش لم",
    "hi": "nahi nhi नहीं",
    "zh": "不 没",
    "ja": "ない ません",
}
_SELF = {
    "en": "i i'm i've i'd my me we we're we've our us mine im ive",
    "ru": "я мне меня мой моя мое моё мои моего мы нам нас наш",
    "tr": "ben bana benim beni bende biz bize bizim hesabım siparişim kargom paketim telefonum param",
    "fr": "je j'ai j me mon ma mes moi nous notre",
    "pt": "eu meu minha meus minhas me mim nós nosso comigo",
    "es": "yo mi mis me mí nosotros nuestro conmigo tengo",
    "de": "ich mein meine meinen mir mich wir uns unser",
    "it": "io mio mia miei mie mi noi nostro ho",
    "ar": "انا أنا عندي لي حسابي طلبي",
    "hi": "mera meri mere main mujhe hum hamara मेरा मेरी मुझे",
    "zh": "我",
    "ja": "私 僕 俺 うち",
}
_THANKS = {
    "en": "thanks thank thx ty cheers congrats congratulations love",
    "ru": "спасибо благодарю люблю поздравляю",
    "tr": "teşekkür teşekkürler sağol sağolun tebrikler seviyorum",
    "fr": "merci bravo félicitations adore",
    "pt": "obrigado obrigada valeu parabéns amo",
    "es": "gracias felicidades encanta",
    "de": "danke dankeschön glückwunsch liebe",
    "it": "grazie complimenti adoro",
    "ar": "شكرا مبروك",
    "hi": "dhanyavaad shukriya thanks धन्यवाद",
    "zh": "谢谢 感谢 恭喜",
    "ja": "ありがとう おめでとう",
}
_ANYWHERE = ("zh", "ja")
#: Words grow at the end: a listed word of four letters or more counts as a beginning too.
_GROWING = ("ru", "tr")


#: By kind and language; made once, for what is made a language on demand grows with what strangers write.
_LISTS = tuple(
    {language: frozenset(words.split()) for language, words in lists.items()}
    for lists in (_ASKING, _TROUBLE, _SELF, _THANKS, _DENIAL)
)


def _list(kind: int, language: str) -> frozenset[str]:
    """Return a list of words; a language without one uses the English."""
    lists = _LISTS[kind]
    return lists.get(language) or lists["en"]


def signs(text: str, language: str, score: Score) -> dict[str, int]:
    """Return the signs found and their points.

    >>> from alertd.model.score import Quality
    >>> upset = Score.of(0.8, 0.1, 0.1, quality=Quality.TRAINED, scorer="t/1")
    >>> signs("@acme my parcel is lost, can you help?", "en", upset)
    {'question': 2, 'asks': 2, 'trouble': 2, 'own': 1, 'addressed': 2, 'upset': 1}
    """
    text = text[:_LIMIT_CHARACTERS]
    plain = _LINK.sub(" ", text)
    lower = plain.lower().replace("’", "'")
    words = frozenset(_WORD.findall(lower))
    if language in _GROWING:
        words |= {word[:length] for word in words for length in range(4, min(len(word), 10))}

    def has(kind: int) -> bool:
        listed = _list(kind, language)
        return any(word in lower for word in listed) if language in _ANYWHERE else not words.isdisjoint(listed)

    question = _QUESTION.search(plain) is not None
    addressed = _NAME_FIRST.search(text) is not None
    found = {
        "question": 2 * question,
        "asks": 2 * has(0),
        "trouble": 2 * has(1),
        "denial": int(has(4)),
        "own": int(has(2)),
        "addressed": 2 * addressed,
        "upset": int(score.is_known and score.negative >= UPSET),
        "news": -3 * (plain != text and not question and not addressed and not has(2)),
        "thanks": -(has(3) and not question),
        "repost": -9 * (_REPOST.search(text) is not None),
        "no words": -9 * (not _WORD.search(_NAMES.sub(" ", lower))),
    }
    return {name: points for name, points in found.items() if points}


def needs_answer(text: str, language: str, score: Score, *, is_copy: bool = False) -> bool:
    """Return whether a brand is expected to answer this mention.

    language: ISO 639, "und" if unknown. is_copy: the text is a copy of an earlier mention, which carries the request.
    """
    return not is_copy and sum(signs(text, language, score).values()) >= LIMIT
