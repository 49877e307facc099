"""What who replied is told, in their own language. Names, codes and times stand in places of their own."""

from __future__ import annotations

import re

from alertd.model.languages import base

_PLACE = re.compile(r"\{(\w+)\}")

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "ack": "{watch}: taken by {person}.",
        "ack_you": "{watch}: taken, you have it.",
        "plan": "{watch}: planned by {person}.",
        "assign": "{watch}: {who} has it now, given by {person}.",
        "snooze": "{watch}: put off by {person} until {time}; nobody is paged for it before.",
        "silence": "{watch}: no pages until {time}.",
        "useful": "{watch}: {person} says it was useful. Thank you.",
        "noise": "{watch}: {person} says it was noise. Thank you.",
        "close": "{watch}: closed as no crisis by {person}.",
        "unknown_code": "No incident has the code {code}.",
        "two_incidents": "Two incidents have the code {code}: please use the link of the page.",
        "say_the_code": "Reply with the code of the page and nothing else to take it.",
        "rest": "Too many wrong codes. Try again in an hour, or use the link of the page.",
        "stranger": "alertd does not know you: your account {account} is in nobody's entry of the people file.",
        "nothing": "Nothing was done. The incident stays open.",
        "before": "This message has been taken before; nothing was done.",
        "bye": "Thank you. Good-bye.",
    },
    "fr": {
        "ack": "{watch}\u00a0: pris en charge par {person}.",
        "ack_you": "{watch}\u00a0: pris en charge, c’est vous qui l’avez.",
        "plan": "{watch}\u00a0: planifié par {person}.",
        "assign": "{watch}\u00a0: confié à {who} par {person}.",
        "snooze": "{watch}\u00a0: remis à {time} par {person}\u00a0; personne n’est alerté avant.",
        "silence": "{watch}\u00a0: aucune alerte avant {time}.",
        "useful": "{watch}\u00a0: utile, selon {person}. Merci.",
        "noise": "{watch}\u00a0: du bruit, selon {person}. Merci.",
        "close": "{watch}\u00a0: fermé par {person}, ce n’est pas une crise.",
        "unknown_code": "Aucun incident n’a le code {code}.",
        "two_incidents": "Deux incidents ont le code {code}\u00a0: utilisez le lien de l’alerte.",
        "say_the_code": "Répondez avec le code de l’alerte, et lui seul, pour la prendre en charge.",
        "rest": "Trop de codes erronés. Réessayez dans une heure, ou utilisez le lien de l’alerte.",
        "stranger": "alertd ne vous connaît pas\u00a0: le compte {account} n’appartient à personne du fichier.",
        "nothing": "Rien n’a été fait. L’incident reste ouvert.",
        "before": "Ce message a déjà été traité\u00a0; rien n’a été fait.",
        "bye": "Merci. Au revoir.",
    },
    "pt": {
        "ack": "{watch}: assumido por {person}.",
        "ack_you": "{watch}: assumido, está com você.",
        "plan": "{watch}: planejado por {person}.",
        "assign": "{watch}: agora está com {who}, indicado por {person}.",
        "snooze": "{watch}: adiado por {person} até {time}; ninguém é chamado antes.",
        "silence": "{watch}: sem alertas até {time}.",
        "useful": "{watch}: útil, diz {person}. Obrigado.",
        "noise": "{watch}: ruído, diz {person}. Obrigado.",
        "close": "{watch}: encerrado por {person}, não é uma crise.",
        "unknown_code": "Nenhum incidente tem o código {code}.",
        "two_incidents": "Dois incidentes têm o código {code}: use o link do alerta.",
        "say_the_code": "Responda só com o código do alerta para assumi-lo.",
        "rest": "Códigos errados demais. Tente de novo em uma hora ou use o link do alerta.",
        "stranger": "O alertd não conhece você: a conta {account} não é de ninguém no arquivo de pessoas.",
        "nothing": "Nada foi feito. O incidente continua aberto.",
        "before": "Esta mensagem já foi tratada; nada foi feito.",
        "bye": "Agradecemos. Até logo.",
    },
    "ru": {
        "ack": "{watch}: взято в работу ({person}).",
        "ack_you": "{watch}: взято в работу, занимаетесь вы.",
        "plan": "{watch}: план есть, отвечает {person}.",
        "assign": "{watch}: теперь этим занимается {who} (назначает {person}).",
        "snooze": "{watch}: отложено до {time} ({person}); до этого никого не вызываем.",
        "silence": "{watch}: до {time} никого не вызываем.",
        "useful": "{watch}: полезно, отмечает {person}. Спасибо.",
        "noise": "{watch}: ложная тревога, отмечает {person}. Спасибо.",
        "close": "{watch}: закрыто, это не кризис ({person}).",
        "unknown_code": "Нет инцидента с кодом {code}.",
        "two_incidents": "Код {code} есть у двух инцидентов: откройте ссылку из сообщения.",
        "say_the_code": "Чтобы взять инцидент в работу, ответьте только его кодом.",
        "rest": "Слишком много неверных кодов. Попробуйте через час или откройте ссылку из сообщения.",
        "stranger": "alertd вас не знает: учётной записи {account} нет ни у кого в списке людей.",
        "nothing": "Ничего не изменилось. Инцидент открыт.",
        "before": "Это сообщение уже обработано, ничего не изменилось.",
        "bye": "Спасибо. До свидания.",
    },
    "tr": {
        "ack": "{watch}: {person} üstlendi.",
        "ack_you": "{watch}: üstlendiniz, olay sizde.",
        "plan": "{watch}: {person} plan yaptı.",
        "assign": "{watch}: artık {who} ilgileniyor (devreden: {person}).",
        "snooze": "{watch}: {person} saat {time} için erteledi; o zamana kadar kimse çağrılmaz.",
        "silence": "{watch}: {time} saatine kadar çağrı yok.",
        "useful": "{watch}: {person} işe yaradığını söylüyor. Teşekkürler.",
        "noise": "{watch}: {person} boşuna olduğunu söylüyor. Teşekkürler.",
        "close": "{watch}: {person} kapattı, kriz değil.",
        "unknown_code": "{code} kodlu bir olay yok.",
        "two_incidents": "{code} kodu iki olayda var: lütfen uyarıdaki bağlantıyı kullanın.",
        "say_the_code": "Üstlenmek için yalnızca uyarıdaki kodu yazıp gönderin.",
        "rest": "Çok fazla yanlış kod. Bir saat sonra yeniden deneyin ya da uyarıdaki bağlantıyı kullanın.",
        "stranger": "alertd sizi tanımıyor: {account} hesabı kişiler dosyasında kimseye ait değil.",
        "nothing": "Hiçbir şey değişmedi. Olay açık kalıyor.",
        "before": "Bu ileti daha önce alındı; hiçbir şey değişmedi.",
        "bye": "Teşekkürler. Hoşça kalın.",
    },
    "zh": {
        "ack": "{watch}：{person} 已接手。",
        "ack_you": "{watch}：已接手，由您负责。",
        "plan": "{watch}：{person} 已有方案。",
        "assign": "{watch}：现由 {who} 负责（{person} 指派）。",
        "snooze": "{watch}：{person} 已推迟到 {time}，此前不会通知任何人。",
        "silence": "{watch}：{time} 之前不再通知。",
        "useful": "{watch}：{person} 认为有用。谢谢。",
        "noise": "{watch}：{person} 认为是误报。谢谢。",
        "close": "{watch}：{person} 已关闭，不是危机。",
        "unknown_code": "没有代码为 {code} 的事件。",
        "two_incidents": "有两个事件的代码都是 {code}：请使用通知中的链接。",
        "say_the_code": "只回复通知中的代码即可接手。",
        "rest": "错误代码太多。请一小时后再试，或使用通知中的链接。",
        "stranger": "alertd 不认识您：人员文件中没有账号 {account}。",
        "nothing": "没有任何更改，事件仍无人接手。",
        "before": "这条消息已处理过，没有任何更改。",
        "bye": "谢谢，再见。",
    },
    "ar": {
        "ack": "{watch}: استلمه {person}.",
        "ack_you": "{watch}: استلمته، وهو لديك الآن.",
        "plan": "{watch}: لدى {person} خطة.",
        "assign": "{watch}: يتولاه الآن {who}، سلّمه {person}.",
        "snooze": "{watch}: أجّله {person} حتى {time}؛ لا يُستدعى أحد قبل ذلك.",
        "silence": "{watch}: لا تنبيهات حتى {time}.",
        "useful": "{watch}: مفيد في رأي {person}. شكرًا.",
        "noise": "{watch}: بلا فائدة في رأي {person}. شكرًا.",
        "close": "{watch}: أغلقه {person}، ليست أزمة.",
        "unknown_code": "لا حادث برمز {code}.",
        "two_incidents": "لحادثين الرمز {code}: استخدم رابط التنبيه من فضلك.",
        "say_the_code": "أجب برمز التنبيه وحده لاستلامه.",
        "rest": "رموز خاطئة كثيرة. حاول بعد ساعة أو استخدم رابط التنبيه.",
        "stranger": "لا يعرفك alertd: الحساب {account} ليس لأحد في ملف الأشخاص.",
        "nothing": "لم يتغير شيء. الحادث ما زال مفتوحًا.",
        "before": "سبق استلام هذه الرسالة؛ لم يتغير شيء.",
        "bye": "شكرًا. مع السلامة.",
    },
}


def languages() -> tuple[str, ...]:
    """Return the languages that there are."""
    return tuple(_WORDS)


def say(language: str, what: str, **places: str) -> str:
    """Return a sentence in a language, English where there is none.

    >>> say("tr-TR", "ack", watch="acme", person="ayse"), say("xx", "bye")
    ('acme: ayse üstlendi.', 'Thank you. Good-bye.')
    """
    text = _WORDS.get(base(language), _WORDS["en"])[what]
    # In one pass, not str.format: a watch may be called "{person}".
    return _PLACE.sub(lambda match: places[match[1]], text)
