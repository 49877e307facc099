"""Words that never say what a burst is about: the small words of each language, and the small talk of posts.

Sources: the closed classes of each language (articles, pronouns, prepositions, conjunctions, auxiliaries), written down by hand.
A word is a stop word only in its own language: "pour" is one in French and a verb about kettles in English.
"""

from __future__ import annotations

from alertd.model.languages import base

_EN = """a about after again ago ain all almost along already also always am an and another any anyone anything are around as at
away back be because been before being both but by came can cannot cant come could d did do does doing don done down each either
else even ever every everyone everything few first for from get gets getting give go goes going gone gonna got guys had has have
having he hello her here hey hi him his how however i if im in instead into is it its itself ive just keep know last least let
like ll lol look lot make makes many may maybe me might mine more most much must my myself need never new next no none nor not
nothing now of off oh ok okay omg on once one only or other our out over own people please pls put quite rather re really right
rt s said same say says see seems seen seriously shall she should since so some somebody someone something still such sure t
take than thank thanks that the their them then there these they thing things think this those though through till to today
tomorrow tonight too totally tried try trying two u under until up upon us use used using ve very via want was way we well went
were what when where whether which while who why will wish with without would wow yeah year years yes yesterday yet you your
yours minute minutes hour hours day days week weeks month months time times morning evening absolutely actually anybody nobody
isn wasn weren doesn didn couldn wouldn shouldn hasn haven hadn aren won"""
_FR = """a ai aie ainsi alors aller après as au aucun aucune aujourd aujourdhui aura aussi autre autres aux avait avant avec avez
avoir avons bah beaucoup ben bien bon bonjour bonsoir c ça car ce ceci cela celle celui ces cet cette ceux chaque chez chose ci
comme comment d dans de déjà demain depuis des deux devant dire dit dois doit donc du elle elles en encore enfin entre es est et
était étaient étais être eu euh eux faire fait faites font fois hier heure heures hui ici il ils j jamais je jour jours jusqu jusque
juste l la là le les leur leurs lol lors lui m ma maintenant mais matin me même mes merci mieux moi moins mois mon mort n ne ni non
nos notre nous on ont ou où ouais oui par parce pas pendant personne peu peut peux plus plutôt pour pourquoi pourtant près pris
puis qu quand quel quelle quelles quelqu quelque quels qui quoi rien s sa sans se semaine sera ses seulement si soir sois soit sommes
son sont sous suis sur t ta te tellement tes toi ton toujours tous tout toute toutes trois trop tu un une va vais vas vers voilà vont
vos votre vous vraiment vu y alors depuis quelquun svp mdr an ans année minutes"""
_PT = """a à acho ai agora aí ainda além algo alguém algum alguma alguns algumas ali amanhã ano anos ante antes ao aos apenas
aquela aquele aqui aquilo as às assim até bem boa bom cada cadê cara casa coisa com como contra cá da daqui das de dela dele deles
demais depois desde dessa desse desta deste dia dias disse do dois dos e é ela elas ele eles em então entre era eram essa essas esse
esses esta está estamos estão estar estas estava este estes estou eu faz fazer fez fica ficar foi for fora foram gente hein hoje hora
horas há ir isso isto já kkk kkkk la lá lhe logo mais mal mas me mesma mesmo meu meus mim minha minhas minuto minutos muita muito
muitos na nada não nao nas nem nessa nesse nesta neste ninguém no nos nós nossa nosso nova novo num numa nunca o oi olha ontem onde
os ou outra outro para parece pela pelas pelo pelos per pode pois por porque porquê pouco pra pro qual qualquer quando que quê quem
quer sabe se seja sem semana sempre ser será seu seus só sobre sou sua suas são tá também tão te tem têm tenho ter teu teve tinha
tipo toda todas todo todos tô tudo tua um uma umas uns vai vão vc vcs vez vezes vi você vocês vou"""
_RU = """а аж ах без блин более больше будет будете будто буду будут бы был была были было быть в вам вами вас вдруг ведь весь вечер
вечером во вообще вот впрочем время все всё всего всегда всем всех всю вся вчера вы где год да давно даже день дня для до довольно
его ее её ей ему если есть еще ещё ж же за завтра зачем здесь и из или им иметь именно иначе их ир к каждый как какая какие какой ко
когда конечно которая которые который которых кто куда ли либо лишь лучше мало между меня мимо минут минуты мне много может можно
мои мой моя мы на над надо наконец нам нас наш наша него нее неё ней нельзя нет неужели ни нибудь никогда никто ним них ничего но ну
нужно о об один одна одно однако около он она они оно опять от очень перед по под пока после потом потому почему почти при про
просто раз разве с сам сама сами самый свой своя своё свою себе себя сегодня сейчас снова со совсем спасибо стал стала стало столько
стоит сказал сразу так такая также такие такой там тебе тебя тем теперь то тогда того тоже только том тот три тут ты у уж уже утром
утра хоть хотя хочу час часа часов чего чей чем через что чтоб чтобы чуть эта эти этим этих это этого этой этом этот эту я народ
ребята люди человек кстати видимо короче вроде типа нафиг"""
_TR = """acaba ama ancak arada artık aslında ay az bana başka bazen bazı belki ben benden beni benim beri bile bin bir biraz birçok
biri birkaç birşey biz bizden bize bizi bizim böyle böylece bu buna bunda bundan bunlar bunu bunun burada bugün bütün çok çünkü da
daha dakika dahi de defa değil demek dedi diğer diye doğru dolayı dün edecek eden eder ediyor ediyorum edip elbette en etti ettim fakat
falan filan gece gene gerek gibi gitti göre gün günü haber hafta hala hâlâ halde hangi hani hatta hem henüz hep hepsi her herhangi herkes
hiç hiçbir iki ile ilk ise işte içinde için iyi kaç kadar karşı kendi kendine kez ki kim kimse lan lütfen madem mi mı mu mü mısın
misin nasıl ne neden nedir nerede nereye niçin niye o olan olarak oldu olduğu olduğunu olmak olmaz olsa olsun olur oluyor on ona ondan
onlar onu onun oysa önce öyle pek sabah saat saattir sadece sana sanki sen senden seni senin siz sizden size sizi sizin son sonra
sonunda şey şeyi şimdi şöyle şu şuna şunu tam tabi tabii tane tek tüm üç üstelik üzere var vardı ve veya veyahut ya yani yapıyor
yapmak yaptı yaptım yarın ye yeni yerine yine yok yoksa yıl zaman zaten zira adam arkadaşlar abi ya valla vallahi allah kadarı"""
_DE = """aber alle als also am an auch auf aus bei beim bin bis bist da dann das dass dein dem den denn der des dich die dies diese
dieser dir doch du durch ein eine einem einen einer es etwas euch für gar habe haben hat heute hier hin ich ihr im immer in ist ja
jetzt kann kein keine man mal mehr mein meine mich mir mit nach nicht nichts noch nur ob oder ohne schon sehr sein seit sich sie sind
so und uns unter vom von vor war warum was weg weil wenn wer werden wie wieder wir wird wo zu zum zur"""
_ES = """a al algo alguien ahora antes aquí así aún bien cada como con contra cómo cuando de del desde después donde dos el él ella
ellos en entre era es esa ese eso esta está están este esto estoy fue gracias ha hace han hasta hay hoy la las le les lo los más me mi
mis mucho muy nada ni no nos nosotros nunca o otra otro para pero por porque pues que qué quien se ser si sí siempre sin sobre solo
son su sus también tan tanto te tengo tiene todo todos tu un una uno unos y ya yo ayer mañana"""
_IT = """a ad ai al alla anche ancora c che chi ci come con cosa da dal dalla dei del della delle di dopo dove e è ed era fa fare già
gli ha hai hanno ho i il in io la le lei lo loro lui ma mai me mi mia mio molto ne nel nella no noi non nulla o ogni oggi ora per
perché più poi qua quale quando quello questa questo qui se sei sempre senza si sì solo sono sta su sua sul sulla suo ti tra tu tutti
tutto un una uno va vi voi"""
_NL = """aan al alle als altijd bij ben daar dan dat de deze die dit doen door dus een en er geen haar had heb hebben heeft het hier
hij hoe ik in is ja je kan maar me meer met mijn mij na naar net niet niets nog nu of om omdat onder ons ook op over te toch toen
tot u uit van veel voor waar waarom was wat we weer wel wie wij zal ze zich zij zijn zo zou"""

# Characters with which no Chinese phrase begins or ends: particles, pronouns, conjunctions, prepositions, adverbs of degree.
_ZH_EDGES = frozenset(
    "的了和是就都而及与着或这那也还又很太更最在有我你他她它们吗呢吧啊呀哦把被给对从到让但如果因为所以可以今天现在昨天已经个说"
    "去来要会能么什怎样真之其只再才刚刚之后前时候以用想看家自己"
)

#: Words that turn a saying round: "does not open" is no news of opening, so they are never left out. Chinese has 不, 没, 无 and 未.
_NEGATIONS = {
    "en": frozenset(
        [
            "not",
            "no",
            "never",
            "nothing",
            "cannot",
            "cant",
            "wont",
            "dont",
            "doesnt",
            "didnt",
            "isnt",
            "couldnt",
            "wouldnt",
        ]
    ),
    "fr": frozenset(["pas", "jamais", "aucun", "aucune", "rien"]),
    "pt": frozenset(["não", "nao", "nunca", "sem", "nenhum", "nenhuma", "nada"]),
    "ru": frozenset(["не", "нет", "без", "никто", "ничего"]),
    "tr": frozenset(["değil", "yok"]),
    "de": frozenset(["nicht", "kein", "keine", "keinen", "nie"]),
    "es": frozenset(["no", "nunca", "sin", "nada"]),
    "it": frozenset(["non", "mai", "senza"]),
    "nl": frozenset(["niet", "geen", "nooit"]),
}
_BY_LANGUAGE = {
    language: frozenset(words.split())
    for language, words in {
        "en": _EN, "fr": _FR, "pt": _PT, "ru": _RU, "tr": _TR, "de": _DE, "es": _ES, "it": _IT, "nl": _NL,
    }.items()
}  # fmt: skip
_NONE: frozenset[str] = frozenset()


def code_of(language: str) -> str:
    """Return the language of a tag, English where it is unknown."""
    code = base(language)
    return "en" if code in ("", "und") else code


def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language tag; English ones for a language that nobody knows, none where there is no list.

    >>> "pour" in stop_words("fr"), "pour" in stop_words("en"), "the" in stop_words("und"), len(stop_words("ja"))
    (True, False, True, 0)
    """
    return _BY_LANGUAGE.get(code_of(language), _NONE)


def negates(word: str, language: str) -> bool:
    """Whether a folded word turns what is said round.

    >>> negates("doesn't", "en"), negates("не", "ru"), negates("no", "fr")
    (True, True, False)
    """
    code = code_of(language)
    return word in _NEGATIONS.get(code, _NONE) or (code == "en" and word.endswith("n't"))


def is_edge(character: str) -> bool:
    """Whether a phrase of a script without spaces may begin or end with a character: no particle, and no hiragana.

    >>> is_edge("壶"), is_edge("的"), is_edge("の")
    (True, False, False)
    """
    return character not in _ZH_EDGES and not "\u3040" <= character <= "\u309f"
