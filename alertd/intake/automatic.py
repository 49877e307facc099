"""Automatic: whether an answer from a brand's own account reads as if no human wrote it. A guess, and marked as one.

Many brands let a machine answer from the very account that people answer from. Such words acknowledge, and the customer still waits. An
answer is taken for automatic if it says so of itself, or if it thanks for a message, puts off to later and asks for nothing; one that is
signed, or that wants to know something, is a human's. `auto_handles`, `role` of a record and `auto` of an inbox tool say it for
certain, and are asked first.
"""

from __future__ import annotations

import re

from alertd.late_pattern import late

_LIMIT = 600  # characters that are read: what is longer was written by somebody
#: It says so of itself, in its first words or as what "this" is.
_SAYS_SO = late(
    r"^\W*(?:automat(?:ic|ed) (?:reply|response|message|answer)|auto[- ]?reply|out of office)\b"
    r"|\bthis is an? automat(?:ic|ed)\b"
    r"|^\W*otomatik (?:yanıt|cevap|mesaj)|\bbu (?:bir )?otomatik|otomatik olarak (?:gönderil|oluşturul)"
    r"|^\W*автоматическ\w* (?:ответ|сообщени)|^\W*автоответ|\bэто (?:автоматическ|автоответ)"
    r"|^\W*(?:r[ée]ponse|message) automatique|\bceci est (?:une r[ée]ponse|un message) automatique"
    r"|^\W*(?:resposta|mensagem) autom[áa]tica|\best[ae] é uma (?:resposta|mensagem) autom[áa]tica"
    r"|^\W*(?:自动回复|自动消息)|(?:本|此)(?:消息|回复|信息)(?:为|是|由).{0,6}自动|我是.{0,12}(?:智能客服|智能助手|机器人)",
    re.IGNORECASE,
)
#: It says in a sentence of its own that it is none of us: nobody is greeted before, or in few words.
_IS_BOT = late(
    r"\W*(?:(?:hi|hello|hey|merhaba|selam|привет|здравствуйте|bonjour|salut|olá|oi)\b(?: \w+)?\W+)?(?:"
    r"(?:i am|i'm|i’m) (?:an?|the|your) (?:\w+ ){0,2}(?:(?:chat)?bot\b|(?:virtual|digital) assistant\b)"
    r"|ben\b.{0,30}(?:sanal|dijital) asistan"
    r"|я\b.{0,20}(?:виртуальн\w* (?:помощник|ассистент)|чат-бот|бот\b)"
    r"|je suis\b.{0,30}(?:assistante? virtuel|chatbot|robot\b)"
    r"|(?:eu )?sou\b.{0,30}(?:assistente virtual|chatbot|rob[ôo]\b))",
    re.IGNORECASE,
)
#: It says that it is not one, or is having fun: then somebody wrote it.
_IN_FUN = late(
    r"\b(?:not|now|apparently|değil\w*|şimdi|artık|не|теперь|pas|maintenant|não|agora)\b|\bha ?ha|\bха-?ха|ахах|\blol\b|\bmdr\b|\bkkk|\brsrs|[😂🤣😅😉]",
    re.IGNORECASE,
)
_SENTENCES = late(r"[.!?\n]+")
_THANKS = late(
    r"\b(?:received|got) your (?:message|request|e-?mail|query|tweet|post|enquiry|inquiry|comment)\b|\bthank(?:s| you) for (?:contacting|reaching out|getting in touch|your message|writing to)\b"
    r"|(?:mesaj|talep|talebi|başvuru|ileti)\w* (?:bize )?(?:ulaş|alındı|alınmış|aldık)|bize (?:ulaştığınız|yazdığınız) için teşekkür"
    r"|(?:сообщение|обращение|запрос)\w* (?:получен|принят|зарегистрирован)|получили ваш|спасибо за (?:ваше )?(?:обращение|сообщение)|спасибо, что (?:написали|обратились)"
    r"|bien reçu votre|votre (?:message|demande) a (?:bien )?été (?:reçu|enregistr)|merci (?:de nous avoir (?:contacté|écrit)|pour votre message)"
    r"|recebemos (?:a )?(?:sua|o seu|seu)|sua (?:mensagem|solicitação) foi (?:recebida|registrada)|obrigad[oa] (?:por (?:entrar em contato|entrar em contacto|nos escrever)|pel[oa] (?:seu |sua )?(?:contato|contacto|mensagem))"
    r"|(?:已|我们)(?:经)?收到[您你]的|感谢[您你]的?(?:来信|留言|联系|咨询)",
    re.IGNORECASE,
)
_LATER = late(
    r"\b(?:will|'ll|’ll|aim to|try to) (?:get back|reply|respond|answer|be (?:with you|in touch))\b|\bwithin (?:\d+|one|two|a few) (?:business |working )?(?:hours?|days?|minutes?)\b"
    r"|en kısa sürede|(?:geri )?dönüş (?:yapaca|sağlana|yapıla)|\d+ saat içinde|yanıtlayacağız|cevaplayacağız"
    r"|\b(?:ответим|вернёмся|вернемся|свяжемся|рассмотрим)\b|в ближайшее время|в течение \d+"
    r"|\b(?:reviendrons|répondrons|recontacterons)\b|vous (?:répondra|recontactera)|dans les (?:meilleurs|plus brefs) délais|sous \d+ ?h"
    r"|\b(?:responderemos|retornaremos|entraremos em conta[c]?to)\b|em breve|assim que possível|em até \d+"
    r"|(?:尽快|稍后|会在|将在|将于|工作日).{0,14}(?:回复|联系|答复|处理)",
    re.IGNORECASE,
)
#: What a human asks for, or signs with: "... we'll get back to you, please send your booking number ^JA".
_PERSONAL = late(
    r"[?？]|\^\s?\w{2,4}\b|\b(?:dm|dms|mp)\b|\b(?:direct|private) message\b|\bsend us\b|\blet us know\b|\bplease (?:send|share|provide|try|check|give)\b"
    r"|iletir misiniz|paylaşır mısınız|gönderir misiniz|iletebilir|mesaj at|özelden|bilgilerinizi"
    r"|\b(?:напишите|пришлите|уточните|сообщите|проверьте)\b|в личк|в личные"
    r"|\b(?:envoyez|indiquez|précisez|vérifiez)|(?:merci|pourriez-vous|pouvez-vous)[^.]{0,12}(?:envoyer|communiquer|indiquer|préciser)"
    r"|\b(?:envie|mande|informe|verifique|chame|chama)\b|请(?:您)?(?:提供|私信|发送|告知|尝试)|麻烦",
    re.IGNORECASE,
)
#: What stands at the very end, behind a sentence or a comma: a name, "Anna" or "Anna K.".
_LAST = late(r"[,.!;…–—\n-][ \t]*([^\W\d_]{2,20})(?:[ \t]+([^\W\d_]{1,20}))?[ \t]*\.?\s*$")
#: What stands there too and names nobody.
_NOBODY = frozenset(
    [
        "thanks",
        "thank",
        "cheers",
        "regards",
        "best",
        "kind",
        "sincerely",
        "team",
        "support",
        "service",
        "care",
        "customer",
        "crew",
        "staff",
        "teşekkürler",
        "sevgiler",
        "saygılar",
        "saygılarımızla",
        "ekibi",
        "müşteri",
        "destek",
        "спасибо",
        "команда",
        "служба",
        "поддержка",
        "поддержки",
        "merci",
        "cordialement",
        "équipe",
        "service",
        "bonne",
        "obrigado",
        "obrigada",
        "atenciosamente",
        "abraços",
        "equipe",
        "equipa",
        "suporte",
        "atendimento",
    ]
)


def reads_automatic(text: str, account: str = "") -> bool:
    """Return whether no human seems to have written an answer. account: what it was written from; a brand's name at the end is nobody's.

    >>> reads_automatic("Thanks for your message! We will get back to you within 24 hours.")
    True
    >>> reads_automatic("Thanks for your message! We will get back to you, which shop was it?")
    False
    """
    said = text[: _LIMIT + 1]
    if _SAYS_SO.search(said) or any(_is_bot(sentence) for sentence in _SENTENCES.split(said)):
        return True
    return (
        len(said) <= _LIMIT
        and _THANKS.search(said) is not None
        and _LATER.search(said) is not None
        and _PERSONAL.search(said) is None
        and not _is_signed(said, account)
    )


def _is_bot(sentence: str) -> bool:
    return _IS_BOT.match(sentence) is not None and _IN_FUN.search(sentence) is None


def _is_signed(said: str, account: str) -> bool:
    """Return whether a plain name stands at the end: "..., Anna"."""
    last = _LAST.search(said[-60:])
    if last is None:
        return False
    names = [name for name in last.groups() if name is not None]
    lowered = [name.lower() for name in names]
    if not all(name[0].isupper() and name[1:] == name[1:].lower() for name in names):
        return False
    return not any(name in _NOBODY or (len(name) > 1 and name in account.lower()) for name in lowered)
