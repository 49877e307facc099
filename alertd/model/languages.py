"""Languages: the codes that posts are told apart by, and what is written in their place."""

from __future__ import annotations

#: Languages that pages, rules and reports are worded in; each has its table in `core/wording/languages`.
WORDED = ("en", "ru", "tr", "fr", "pt", "zh", "ar")

#: Codes that are written for other ones, by platforms or by people (X: https://docs.x.com, language operators, 2026).
RENAMED = {
    "in": "id",
    "iw": "he",
    "ji": "yi",
    "fil": "tl",
    "nb": "no",
    "nn": "no",
    "zh_cn": "zh",
    "zh_tw": "zh",
    "jp": "ja",
    "jw": "jv",
    "mo": "ro",
    "sh": "sr",
}

#: Languages that a tag may name: ISO 639-1, and those of three letters that platforms offer to writers. The writer of a post chooses
#: its tag, and much is counted by language: a tag that is none of these says nothing, and the text is read instead.
_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es "
    "et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj "
    "kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nd ne ng nl no nr nv ny oc "
    "oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl "
    "tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
    "arz ast bho ceb chr ckb cnr crs csb dsb gaa gsw haw hmn hsb jbo kab kha kmr kri lfn lif lij lmo loz lua luo lzh mai mfe "
    "nan nds new nso pam pnb raj rom scn sco sma smj sms syr szl tlh tok tum vai vec war wuu xal yue zba zgh "
)
CODES = frozenset(_CODES.split())


def base(tag: str) -> str:
    """Return the language of a tag without its country or script.

    >>> base("pt-BR"), base("zh_Hans"), base("und")
    ('pt', 'zh', 'und')
    """
    return tag.lower().replace("_", "-").split("-", 1)[0]
