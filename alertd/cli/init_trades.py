"""Trades: what the shipped playbook for danger asks and answers where the brand's trade is known. Without one it fits all of them.

An airline must not tell people to stop using the product, and who sells kettles must.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from alertd.cli.init_brands import watches_of


class Advice(NamedTuple):
    """The first step of the playbook, and the saved reply."""

    step: str
    reply: str


#: What stands in the shipped rule, for no trade or any, is read from its file; a test holds the tables to the same languages.
TRADES: dict[str, dict[str, Advice]] = {
    "goods": {
        "en": Advice(
            "Take it, read the posts and ask for the model, batch and place",
            "Your safety comes first. Please stop using it and send us the model and batch in a private message; we call you back today.",
        ),
        "ru": Advice(
            "Возьмите инцидент в работу, прочитайте посты и спросите модель, партию и место",
            "Ваша безопасность важнее всего. Пожалуйста, не пользуйтесь изделием и пришлите нам модель и партию личным сообщением; мы перезвоним сегодня.",
        ),
        "tr": Advice(
            "Olayı üstlenin, gönderileri okuyun; model, parti ve yeri sorun",
            "Güvenliğiniz önce gelir. Lütfen ürünü kullanmayın ve model ile parti numarasını özelden yazın; bugün sizi arayacağız.",
        ),
        "fr": Advice(
            "Prenez l’incident en charge, lisez les publications et demandez modèle, lot et lieu",
            "Votre sécurité passe avant tout. N’utilisez plus le produit et envoyez-nous le modèle et le lot en message privé ; nous vous rappelons aujourd’hui.",
        ),
        "pt": Advice(
            "Assuma o incidente, leia as publicações e pergunte modelo, lote e local",
            "Sua segurança vem primeiro. Pare de usar o produto e envie modelo e lote por mensagem privada; ligamos hoje.",
        ),
        "zh": Advice(
            "接手事件，阅读帖子，询问型号、批次和地点",
            "您的安全最重要。请停止使用，并私信告诉我们型号和批次，我们今天会回电。",
        ),
        "ar": Advice(
            "استلم الحادث واقرأ المنشورات واسأل عن الطراز والدفعة والمكان",
            "سلامتك أولًا. توقف عن استخدامه وأرسل لنا الطراز والدفعة في رسالة خاصة؛ نتصل بك اليوم.",
        ),
    },
    "food": {
        "en": Advice(
            "Take it, read the posts and ask for the product, batch, date and shop",
            "Your safety comes first. Please do not eat or drink any more of it, keep the pack, and send us batch and shop in a private message; we call you back today.",
        ),
        "ru": Advice(
            "Возьмите инцидент в работу, прочитайте посты и спросите продукт, партию, срок годности и магазин",
            "Ваша безопасность важнее всего. Пожалуйста, больше не ешьте и не пейте этот продукт, сохраните упаковку и пришлите нам партию и магазин личным сообщением; мы перезвоним сегодня.",
        ),
        "tr": Advice(
            "Olayı üstlenin, gönderileri okuyun; ürünü, parti numarasını, son kullanma tarihini ve mağazayı sorun",
            "Güvenliğiniz önce gelir. Lütfen üründen daha fazla yemeyin, içmeyin; ambalajı saklayın, parti numarası ile mağazayı özelden yazın; bugün sizi arayacağız.",
        ),
        "fr": Advice(
            "Prenez l’incident en charge, lisez les publications et demandez produit, lot, date et magasin",
            "Votre sécurité passe avant tout. Ne consommez plus ce produit, gardez l’emballage et envoyez-nous le lot et le magasin en message privé ; nous vous rappelons aujourd’hui.",
        ),
        "pt": Advice(
            "Assuma o incidente, leia as publicações e pergunte produto, lote, validade e loja",
            "Sua segurança vem primeiro. Não consuma mais o produto, guarde a embalagem e envie lote e loja por mensagem privada; ligamos hoje.",
        ),
        "zh": Advice(
            "接手事件，阅读帖子，询问产品、批次、日期和门店",
            "您的安全最重要。请不要继续食用，保留包装，并私信告诉我们批次和门店，我们今天会回电。",
        ),
        "ar": Advice(
            "استلم الحادث واقرأ المنشورات واسأل عن المنتج والدفعة والتاريخ والمتجر",
            "سلامتك أولًا. لا تأكل أو تشرب منه المزيد، واحتفظ بالعبوة وأرسل لنا الدفعة والمتجر في رسالة خاصة؛ نتصل بك اليوم.",
        ),
    },
    "travel": {
        "en": Advice(
            "Take it, read the posts and ask for the flight, train or house, the date and where they are now",
            "Your safety comes first. Please do what the staff on the spot ask you to, and send us in a private message where you are and what you booked; we call you back today.",
        ),
        "ru": Advice(
            "Возьмите инцидент в работу, прочитайте посты и спросите рейс, поезд или отель, дату и где люди сейчас",
            "Ваша безопасность важнее всего. Пожалуйста, следуйте указаниям персонала на месте и напишите нам личным сообщением, где вы и что у вас забронировано; мы перезвоним сегодня.",
        ),
        "tr": Advice(
            "Olayı üstlenin, gönderileri okuyun; uçuşu, treni ya da oteli, tarihi ve şu an nerede olduklarını sorun",
            "Güvenliğiniz önce gelir. Lütfen oradaki görevlilerin söylediklerini yapın, nerede olduğunuzu ve rezervasyonunuzu özelden yazın; bugün sizi arayacağız.",
        ),
        "fr": Advice(
            "Prenez l’incident en charge, lisez les publications et demandez le vol, le train ou l’hôtel, la date et où sont les gens",
            "Votre sécurité passe avant tout. Suivez les consignes du personnel sur place et dites-nous en message privé où vous êtes et ce que vous avez réservé ; nous vous rappelons aujourd’hui.",
        ),
        "pt": Advice(
            "Assuma o incidente, leia as publicações e pergunte o voo, o trem ou o hotel, a data e onde as pessoas estão",
            "Sua segurança vem primeiro. Siga a equipe no local e diga por mensagem privada onde você está e o que reservou; ligamos hoje.",
        ),
        "zh": Advice(
            "接手事件，阅读帖子，询问航班、车次或酒店、日期以及人现在在哪里",
            "您的安全最重要。请听从现场工作人员的安排，并私信告诉我们您在哪里、预订了什么，我们今天会回电。",
        ),
        "ar": Advice(
            "استلم الحادث واقرأ المنشورات واسأل عن الرحلة أو القطار أو الفندق والتاريخ وأين الناس الآن",
            "سلامتك أولًا. اتبع تعليمات العاملين في المكان وأخبرنا في رسالة خاصة أين أنت وبما حجزته؛ نتصل بك اليوم.",
        ),
    },
}

#: What is a danger in this trade and may be talk in another: mould is one in bread, and a word of their trade to who sells paint. No beginnings
#: that other words share: `küf*` is a curse in Turkish, `barata` is cheap in Portuguese.
WORDS: dict[str, dict[str, str]] = {
    "food": {
        "en": "mould in, mold in, mouldy, moldy, maggot*, cockroach*, mouse droppings, rat droppings, glass in, plastic in my, metal in my, "
        "threw up, made me sick, made us sick, salmonella, listeria",
        "ru": "плесень, плесенью, заплесневел*, таракан*, черви в, мышиный помёт, стекло в, тошнит, рвота, сальмонелл*",
        "tr": "küflü*, küflenmiş*, küf çıktı, küf var, böcek çıktı, hamam böceği, kurtlu, kurt çıktı, fare pisliği, cam çıktı, midem bozuldu, "
        "kustuk, kustum",
        "fr": "moisi*, cafard*, asticot*, crottes de souris, du verre dans, du plastique dans, vomi",
        "pt": "mofo, mofad*, barata na comida, barata dentro, larva*, fezes de rato, vidro no, vidro na, passei mal, passou mal, vomit*",
        "zh": "发霉, 蟑螂, 老鼠屎, 吃出虫, 异物, 玻璃渣, 拉肚子, 上吐下泻, 吃坏肚子",
        "ar": "عفن, صرصور, صراصير, ديدان, زجاج في",
        "de": "Schimmel, schimmlig*, verschimmelt*, Kakerlake*, Maden, Mäusekot, Glassplitter",
        "es": "moho, cucaracha*, gusanos",
        "it": "muffa, scarafagg*",
    },
}


def of_trade(rule: str, trade: str) -> str:
    """Return the file of the shipped rule for danger with the words and the advice of a trade in it."""
    words = "".join(f"          - {word}\n" for told in WORDS.get(trade, {}).values() for word in told.split(", "))
    lines = rule.replace("        at_least:", f"{words}        at_least:", 1).splitlines(keepends=True)
    part = ""
    for number, line in enumerate(lines):
        word, _, said = line.strip().partition(": ")
        if line.startswith("      ") and not line.startswith("       ") and word.endswith(":"):
            part = word
        if part == "steps:" and line.startswith("        ") and not line.startswith("         "):
            advice = TRADES[trade].get(word.rstrip(":"))
            if advice is not None and lines[number + 1].startswith("          - "):
                lines[number + 1] = f"          - {advice.step}\n"
        elif part == "replies:" and said and (advice := TRADES[trade].get(word)) is not None:
            lines[number] = f"        {word}: {advice.reply}\n"
    return "".join(lines)


class Written(NamedTuple):
    """A shipped rule as it is written: the name of its file, the rule, its story, and the brands that it is about."""

    stem: str
    rule: str
    story: str
    brands: tuple[str, ...]


def for_trades(stem: str, rule: str, story: str, brands: Sequence[str], trades: Mapping[str, str]) -> Iterator[Written]:
    """Yield a shipped rule as the brands need it: of danger one for each trade, limited to its brands, so that no airline reads of batches."""
    by_trade: dict[str, tuple[str, ...]] = {}
    for brand in brands:
        trade = trades.get(brand, "")
        by_trade[trade] = (*by_trade.get(trade, ()), brand)
    if stem != "safety" or [*by_trade] == [""]:
        yield Written(stem, rule, story, tuple(brands))
    elif len(by_trade) == 1:
        (trade,) = by_trade
        yield Written(stem, _headed(of_trade(rule, trade), trade, ()), story, tuple(brands))
    else:
        for trade, own in by_trade.items():
            name = f"{stem}-{trade}" if trade else stem
            headed = _headed(of_trade(rule, trade) if trade else rule, trade, own)
            yield Written(name, _limited(headed, name, own), story.replace(f"rule {stem}", f"rule {name}"), own)


_OF_ANY = "# for any trade; alertd init --trade goods, food or travel writes a closer one"


def _headed(rule: str, trade: str, brands: tuple[str, ...]) -> str:
    """Return a rule's file with what its playbook is for, on top and where the playbook begins."""
    whose = f", for {' and '.join(brands)} only" if brands else ""
    said = f"of {trade}" if trade else "that fits any trade"
    head = f"# The shipped rule for danger with a playbook {said}{whose}; yours to change.\n"
    return head + (rule.replace(_OF_ANY, f"# {said}") if trade else rule)


def _limited(rule: str, name: str, brands: tuple[str, ...]) -> str:
    """Return the file of the shipped rule `safety` under another name, for the watches of these brands."""
    return rule.replace("    id: safety\n", f"    id: {name}\n    watch: {watches_of(brands)}\n", 1)
