"""Replies to praise that build on it: thank and pass it on, ask whether it may be quoted, ask for a word where others look.

They are copied by people, never sent by us. `{brand}` is written in the nominative and without an ending in every language.
"""

from __future__ import annotations

from alertd.core.wording.saved_replies import filled
from alertd.model.languages import base

REPLIES: dict[str, tuple[str, str, str]] = {
    "en": (
        "Thank you, this made our day! We have passed it on to everybody at {brand}.",
        "Thank you! May we show your words on our page, with your name? A yes here is enough.",
        "So glad to read this! If you have a minute, a short review helps others to choose {brand}.",
    ),
    "ru": (
        "Спасибо, вы нас очень порадовали! Передали ваши слова всей команде {brand}.",
        "Спасибо! Можно показать ваши слова на нашей странице, с вашим именем? Достаточно ответить «да».",
        "Очень рады! Если найдётся минута, короткий отзыв поможет другим узнать о {brand}.",
    ),
    "tr": (
        "Teşekkürler, günümüzü güzelleştirdiniz! Sözlerinizi tüm {brand} ekibine ilettik.",
        "Teşekkürler! Sözlerinizi adınızla sayfamızda paylaşabilir miyiz? Buraya “evet” yazmanız yeterli.",
        "Bunu okumak çok güzel! Bir dakikanız varsa kısa bir {brand} yorumu başkalarının da işine yarar.",
    ),
    "fr": (
        "Merci, vous illuminez notre journée ! Nous avons transmis votre message à toute l’équipe {brand}.",
        "Merci ! Pouvons-nous montrer vos mots sur notre page, avec votre nom ? Un oui ici suffit.",
        "Quel plaisir de vous lire ! Si vous avez une minute, un court avis aide les autres à choisir {brand}.",
    ),
    "pt": (
        "Obrigado, você alegrou o nosso dia! Já passamos a mensagem a toda a equipe {brand}.",
        "Obrigado! Podemos mostrar suas palavras na nossa página, com o seu nome? Um sim aqui basta.",
        "Que bom ler isso! Se tiver um minuto, uma avaliação curta ajuda outras pessoas a escolher {brand}.",
    ),
    "zh": (
        "谢谢您，看到这些话我们非常开心！已转达给 {brand} 全体同事。",
        "谢谢！我们可以在主页上展示您的这段话并注明您的名字吗？在这里回复“可以”即可。",
        "很高兴看到您的评价！如果方便，写一条简短的点评，能帮助更多人了解 {brand}。",
    ),
    "ar": (
        "شكرًا لك، لقد أسعدت يومنا! نقلنا كلماتك إلى كل فريق {brand}.",
        "شكرًا لك! هل يمكننا عرض كلماتك على صفحتنا مع اسمك؟ تكفي «نعم» هنا.",
        "يسعدنا أن نقرأ هذا! إن كان لديك دقيقة فتقييم قصير يساعد غيرك على اختيار {brand}.",
    ),
}


def replies(language: str, name: str, brand: str) -> tuple[str, ...]:
    """Return the replies in the language of a post, none where we have none in it. name: whom to address, "" for nobody.

    >>> replies("en-GB", "@ann", "acme")[0]
    '@ann Thank you, this made our day! We have passed it on to everybody at acme.'
    >>> replies("und", "@ann", "acme")
    ()
    """
    told = REPLIES.get(base(language), ())
    return tuple(filled(f"{{name}} {text}", name=name, brand=brand) for text in told)
