"""The few words of the acknowledge page, in the languages that pages are sent in: who is woken reads their own."""

from __future__ import annotations

from alertd.model.value import Value


class Words(Value, frozen=True, kw_only=True):
    """One language. Names and times stand beside these words, never inside them."""

    acknowledge: str  #: on the button
    as_: str  #: before the name on the button's second line
    what_it_does: str
    done: str
    already: str
    opened: str
    whole: str


WORDS = {
    "en": Words(
        acknowledge="Acknowledge",
        as_="as",
        what_it_does="You take it, and nobody else is paged. Nothing is published.",
        done="Acknowledged. Nobody else is paged for now.",
        already="Somebody has it already:",
        opened="Opened",
        whole="The whole incident (asks you to sign in)",
    ),
    "fr": Words(
        acknowledge="Prendre en charge",
        as_="en tant que",
        what_it_does="Vous vous en occupez, personne d'autre n'est alerté. Rien n'est publié.",
        done="Pris en charge. Personne d'autre n'est alerté pour l'instant.",
        already="Déjà pris en charge :",
        opened="Ouvert",
        whole="Tout l'incident (connexion demandée)",
    ),
    "pt": Words(
        acknowledge="Assumir",
        as_="como",
        what_it_does="Você assume, e mais ninguém é avisado. Nada é publicado.",
        done="Assumido. Por enquanto mais ninguém é avisado.",
        already="Alguém já assumiu:",
        opened="Aberto",
        whole="O incidente completo (pede para entrar)",
    ),
    "ru": Words(
        acknowledge="Беру на себя",
        as_="как",
        what_it_does="Вы берёте это на себя, больше никого не вызывают. Ничего не публикуется.",
        done="Принято. Пока больше никого не вызывают.",
        already="Этим уже занимаются:",
        opened="Открыт",
        whole="Весь инцидент (нужен вход)",
    ),
    "tr": Words(
        acknowledge="Üstleniyorum",
        as_="kişi:",
        what_it_does="Olayı siz üstlenirsiniz, başka kimse uyarılmaz. Hiçbir şey yayımlanmaz.",
        done="Üstlenildi. Şimdilik başka kimse uyarılmıyor.",
        already="Zaten üstlenildi:",
        opened="Açıldı",
        whole="Olayın tamamı (giriş ister)",
    ),
    "zh": Words(
        acknowledge="我来处理",
        as_="身份：",
        what_it_does="由您负责，不再通知其他人。不会对外发布任何内容。",
        done="已确认。暂时不再通知其他人。",
        already="已有人处理：",
        opened="开始于",
        whole="查看完整事件（需要登录）",
    ),
}


def words(language: str) -> Words:
    """Return the words of a language, English where there are none.

    >>> words("tr").opened, words("pt-BR").opened, words("xx").opened
    ('Açıldı', 'Aberto', 'Opened')
    """
    return WORDS.get(language.split("-", maxsplit=1)[0].lower(), WORDS["en"])
