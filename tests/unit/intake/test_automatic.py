"""Answers that nobody wrote, from the account that people answer from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alertd.intake.automatic import reads_automatic
from alertd.intake.build import enricher_for
from alertd.model.house import House
from alertd.model.mention import Reply
from alertd.model.post import Post, ReplyTold
from alertd.model.watch import Watch
from alertd.scorers.default import DefaultScorer

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
ACKNOWLEDGED = [
    "Thanks for contacting Acme. We will get back to you within 24 hours.",
    "We have received your message and aim to reply within two working days.",
    "Automatic reply: our team is away until Monday.",
    "Hi! I'm the Acme virtual assistant. Pick a topic below.",
    "Hello Ann, I'm Acme's helper. I am a bot, and people read along.",
    "Merhaba, ben Acme'nin sanal asistanıyım.",
    "Здравствуйте! Я виртуальный помощник.",
    "Bonjour, je suis l'assistant virtuel d'Acme.",
    "Olá! Sou o assistente virtual.",
    "Thanks for contacting us. We will get back to you within 24 hours. Thanks",
    "Thanks for contacting us. We will get back to you within 24 hours. Customer Care",
    "Mesajınız bize ulaştı, en kısa sürede dönüş yapacağız. Saygılarımızla",
    "Mesajınız bize ulaştı, en kısa sürede dönüş yapacağız.",
    "Otomatik yanıt: mesai saatlerimiz 09-18.",
    "Ваше обращение принято, мы ответим в ближайшее время.",
    "Это автоматическое сообщение, отвечать на него не нужно.",
    "Nous avons bien reçu votre demande et vous répondrons dans les plus brefs délais.",
    "Ceci est une réponse automatique.",
    "Recebemos sua mensagem e responderemos em até 24 horas.",
    "Esta é uma mensagem automática, não responda.",
    "您好，已收到您的留言，我们会在工作日尽快回复。",
    "自动回复：客服时间为9点到18点。",
]
ANSWERED = [
    "Sorry about that! Please DM us your order number and we will get back to you.",
    "Thanks for reaching out. We'll get back to you today ^JA",
    "Thank you for your message, which shop was it? We will reply at once.",
    "We received your message and sent a new lid this morning.",
    "The automatic reply was wrong, the shop is open.",
    "Our virtual assistant cannot do that, but I can: done!",
    "Mesajınız bize ulaştı, sipariş numaranızı özelden iletir misiniz, dönüş yapacağız.",
    "Kapağı bugün yolladık, kusura bakmayın.",
    "Ваше обращение получили, напишите, пожалуйста, номер заказа, ответим сразу.",
    "Merci pour votre message, pouvez-vous nous envoyer le numéro ? Nous vous répondrons vite.",
    "Recebemos sua mensagem, envie o número do pedido e responderemos.",
    "已收到您的反馈，请提供订单号，我们会尽快处理。",
    "换好了，今天寄出。",
    "We received your message and will get back to you within 2 hours, Anna",
    "Thanks for reaching out! We will get back to you today. Anna K.",
    "Thanks for your message, we'll reply within two hours.\n- Zoë Müller",
    "Mesajınız bize ulaştı, en kısa sürede dönüş yapacağız. Çiğdem",
    "Ваше обращение принято, ответим в ближайшее время, Анна",
    "Nous avons bien reçu votre demande et vous répondrons dans les plus brefs délais — Élodie",
    "Recebemos sua mensagem e responderemos em até 24 horas, João",
    "I'm your bot now haha",
    "ok so I am a bot of the sea, I guess",
    "I'm not a bot, I'm Anna.",
    "Ben sanal asistan değilim, buyurun.",
    "Я не бот, меня зовут Анна.",
    "Je suis pas un robot, promis.",
    "Não sou robô, sou a Ana.",
    "I am the chatbot today 😂 what is it?",
    "",
]


def answered(*records: Post | ReplyTold) -> list[Reply]:
    """Return the replies that intake makes of what Acme wrote."""
    watch = Watch(name="acme", terms=("acme",), handles={"x": ("acme_help",)}, auto_handles={"x": ("acme_bot",)})
    return enricher_for(House(watches=(watch,)), DefaultScorer.load()).enrich(list(records), seen_at=NOW).replies


def wrote(ident: str, text: str, *, by: str = "acme_help", role: str | None = None) -> Post:
    """Return an answer of ours to a post."""
    return Post(
        platform="x", id=ident, created_at=NOW, author=by, author_handle=by, text=text, in_reply_to="q", role=role
    )


@pytest.mark.parametrize("text", ACKNOWLEDGED)
def test_what_acknowledges_and_asks_nothing_is_taken_for_automatic(text: str) -> None:
    """In six languages: it says so of itself, or it thanks and puts off to later."""
    assert reads_automatic(text)
    assert reads_automatic(text.upper()) or not text.isascii()


@pytest.mark.parametrize("text", ANSWERED)
def test_what_asks_is_signed_or_settles_something_is_a_human_s(text: str) -> None:
    """Whoever is asked for their order number talks to somebody; a wrong guess would let an answered customer wait."""
    assert not reads_automatic(text)


def test_a_brand_that_signs_is_nobody() -> None:
    """What the account is called names no human; anybody else who signs is one."""
    text = "Thanks for contacting us. We will get back to you within 24 hours.\n"
    assert reads_automatic(f"{text}Acme", "acme_help")
    assert reads_automatic(f"{text}Acme Air", "acme_help Acme Air")
    assert not reads_automatic(f"{text}Anna", "acme_help")
    found = answered(wrote("1", f"{text}Acme"), wrote("2", f"{text}Anna"))
    assert [one.is_automatic for one in found] == [True, False]


def test_nobody_writes_a_letter_to_acknowledge() -> None:
    """A long text was written for this customer, however it begins."""
    assert not reads_automatic(
        f"Thanks for contacting Acme. We will get back to you. {'The lid was the wrong one. ' * 30}"
    )


def test_it_is_kept_as_a_guess_and_only_where_nobody_says_better() -> None:
    """An account of bots is no guess; a record with `role` and an inbox tool with `auto` are believed."""
    text = ACKNOWLEDGED[0]
    told = ReplyTold(platform="x", id="5", created_at=NOW, in_reply_to="q", by="Ayse")

    found = answered(
        wrote("1", text),
        wrote("2", text, by="acme_bot"),
        wrote("3", text, role="brand"),
        wrote("4", "Done, it is on its way."),
        told,
    )

    assert [(one.id, one.is_automatic, one.is_guess) for one in found] == [
        ("1", True, True),
        ("2", True, False),
        ("3", False, False),
        ("4", False, False),
        ("5", False, False),
    ]


@pytest.mark.parametrize(
    "text", ["\0", "?" * 5_000, "\ud800", "a" * 100_000, "thanks for contacting " * 5_000, "ответим" * 900]
)
def test_hostile_texts_are_looked_at_in_no_time(text: str) -> None:
    """Only the first words are read, and no pattern runs away."""
    assert not reads_automatic(text)
