"""Matters that cannot wait: safety, money, an outage, somebody who leaves. Told by words, in the languages of our own lists.

A language without a list has no urgent matters.
"""

from __future__ import annotations

from alertd.core.topic.danger import holds, tells_danger

#: Matters that cannot wait, the gravest first, with how much more they weigh. Our own lists.
#: The least grave still outweighs what waiting adds, so that a fire of this minute stands above idle chatter of three days ago.
MATTERS: dict[str, float] = {"safety": 4.0, "money": 2.2, "outage": 2.0, "leaving": 1.6}
_WORDS = {
    "money": {
        "en": "charged overcharged refund refunded money billed stolen scam fraud twice double-charged unauthorized unauthorised debited",
        "ru": "списали списано деньги верните возврат мошенн украли дважды",
        "tr": "param paramı çekildi iade dolandır kesildi ücret fazla",
        "fr": "débité remboursement rembourser argent arnaque volé prélevé facturé",
        "pt": "cobrado cobraram cobrança reembolso dinheiro golpe roubado debitado estorno",
        "zh": "扣款 退款 退钱 骗 被盗 多扣 重复扣",
    },
    "outage": {
        "en": "down outage offline crashed unreachable login locked",
        "ru": "упал недоступ сбой лежит зайти заблокир",
        "tr": "çöktü açılmıyor kesinti erişemiyorum giremiyorum",
        "fr": "panne inaccessible bloqué connecter",
        "pt": "fora caiu indisponível bloqueado entrar",
        "zh": "打不开 登不上 宕机 崩溃 无法登录",
    },
    "leaving": {
        "en": "cancel cancelling canceling switching leaving lawyer sue",
        "ru": "ухожу расторг отписыв адвокат суд",
        "tr": "iptal bırakıyorum geçiyorum avukat dava",
        "fr": "résilie résilier avocat quitter plainte",
        "pt": "cancelar cancelando advogado processar",
        "zh": "取消 不再 律师 起诉 换一家",
    },
}
_LISTS = {name: {language: tuple(words.split()) for language, words in lists.items()} for name, lists in _WORDS.items()}


def matter(text: str, language: str) -> str | None:
    """Return the gravest urgent matter that a text is about, None if it is about none.

    >>> matter("My kettle caught fire and I was charged twice", "en"), matter("Nice colours", "en")
    ('safety', None)
    """
    if tells_danger(text, language):
        return "safety"
    return next((name for name, lists in _LISTS.items() if holds(text, language, lists.get(language, ()))), None)
