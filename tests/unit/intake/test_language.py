"""The language of a text."""

from __future__ import annotations

import pytest

from alertd.intake.language import languages, normal_tag


@pytest.mark.parametrize(
    ("text", "tag", "language"),
    [
        ("the service has been down for three hours", None, "en"),
        ("le service ne marche pas depuis ce matin", None, "fr"),
        ("o serviço não funciona desde ontem, quero reembolso", None, "pt"),
        ("dün akşamdan beri uygulama açılmıyor arkadaşlar", None, "tr"),
        ("приложение не работает с утра", None, "ru"),
        ("додаток не працює від самого ранку, що робити", None, "uk"),
        ("快递还没有到", None, "zh"),
        ("荷物がまだ届きません", None, "ja"),
        ("앱이 안 열려요", None, "ko"),
        ("التطبيق لا يعمل منذ الصباح", None, "ar"),
        ("सेवा बहुत खराब है", None, "hi"),
        ("η εφαρμογή δεν λειτουργεί", None, "el"),
        ("האפליקציה לא עובדת", None, "he"),
        ("แอปใช้งานไม่ได้", None, "th"),
    ],
)
def test_script_and_detector_find_the_language(text: str, tag: str | None, language: str) -> None:
    """Without a tag the script decides, and the detector among languages of one script."""
    assert [language] == languages([(text, tag)])


@pytest.mark.parametrize(
    ("text", "tag", "language"),
    [
        ("worst airline ever", "de", "de"),
        ("ok", "tr", "tr"),
        ("Ужасный сервис", "en", "ru"),
        ("生日快乐", "ja", "ja"),
        ("快递还没有到", "en", "zh"),
        ("bakwas service hai bhai", "hi", "hi"),
        ("kaise ho", "ur", "ur"),
        ("the app does not open since this morning", "ru", "en"),
        ("lol", "ru", "und"),
        ("iPhone 15 Pro Max купил вчера", "en", "ru"),
        ("olá pessoal", "pt-BR", "pt"),
        ("selamat pagi", "in", "id"),
        ("the parcel never came, what now?", "qme", "en"),
        ("", "en", "en"),
        ("", None, "und"),
        ("😀😀", None, "und"),
        ("bad service", None, "und"),
        ("@bob @eve https://t.co/x #one #two", None, "und"),
    ],
)
def test_the_tag_comes_first_and_the_script_overrules_it(text: str, tag: str | None, language: str) -> None:
    """A tag stands unless the letters contradict it; romanised text keeps its tag; two Latin words tell nothing."""
    assert [language] == languages([(text, tag)])


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 broken \udfff",
        "\x00\x01\x02 control",
        "a" * 100_000,
        "\u202e" * 5_000,
        "ا" * 100_000,
        "好a" * 50_000,
        "\n",
    ],
)
def test_hostile_text_has_some_language(text: str) -> None:
    """Whatever comes in, there is an answer for each text."""
    found = languages([(text, None), ("hello my good old friend", "en"), (text, "zz-zz-zz-!!")])

    assert len(found) == 3
    assert found[1] == "en"


def test_a_batch_answers_in_order() -> None:
    """Each text has its own answer, also among empty ones."""
    assert languages([("", None), ("привет", None), ("", None), ("ありがとう", None)]) == ["und", "ru", "und", "ja"]
    assert languages([]) == []


@pytest.mark.parametrize(
    ("tag", "normal"),
    [
        ("EN", "en"),
        ("zh-Hans-CN", "zh"),
        ("zh_tw", "zh"),
        ("iw", "he"),
        ("und", None),
        ("", None),
        ("x" * 50, None),
        ("12", None),
    ],
)
def test_tags_are_written_in_many_ways(tag: str, normal: str | None) -> None:
    """Platforms write tags in their own ways; nonsense says nothing."""
    assert normal == normal_tag(tag)
