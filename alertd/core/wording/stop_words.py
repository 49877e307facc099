"""Words that never say what a burst is about: the small words of each language that pages are written in, and a few of posts.

Sources: the closed classes of each language (articles, pronouns, prepositions, conjunctions, auxiliaries), written down by hand.
"""

from __future__ import annotations

_EN = """a about after again all also always am an and any are as at be because been before being but by can could did do
does doing don done down even ever every for from get gets go going got had has have having he her here him his how i if in
into is it its just know like ll make me more most much my never new no not nothing now of off on once one only or other our
out over own people please re really s same say says see she should so some something still such t than that the their them
then there these they thing things think this those through to today too try under until up us ve very want was way we well
were what when where which while who why will with without would yes yet you your update updated via amp rt"""
_FR = """a ai alors après au aucun aussi autre aux avant avec avoir avons c ce cela ces cet cette ceux chez comme d dans de
depuis des deux dit donc du elle elles en encore entre est et étaient était être eu eux fait font il ils j je jamais l la là
le les leur leurs lui m ma mais me même mes moi mon n ne ni non nos notre nous on ont ou où par pas peu peut plus pour
pourquoi qu quand que quel quelle qui quoi rien s sa sans se sera ses si son sont sous sur ta te tes toi ton toujours tous
tout toute toutes tout très tu un une va vos votre vous y"""
_PT = """a ao aos agora ainda além algo alguém alguma alguns antes ao aquela aquele aqui as assim até bem cada com como contra
da das de dela dele deles depois desde do dos e ela elas ele eles em entre era essa esse essas esses esta está estão este eu
foi foram há isso isto já lá lhe mais mas me mesmo meu minha muito na não nas nada nem no nos nós nossa nosso nunca o os ou
para pela pelo por porque pra qual quando que quem se sem sempre ser seu sua são só sobre também tem têm teu toda todo todos
tudo um uma umas uns vai você vocês"""
_RU = """а без более больше будет бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее
её если есть еще ещё же за здесь и из или им их к как какая какой когда кто ли либо мне много может мой моя мы на над надо
нас наш не него нее неё нет ни них но ну о об один они он она оно от очень перед по под после почему при просто с сам
свой себя со так также такой там те тем то тоже только том тот ты у уже хотя чего чем что чтобы эта эти это этот я"""
_TR = """acaba ama ancak artık aslında az bana bazı belki ben beni benim bile bir biri biz bize bizim bu buna bunu bunun çok
çünkü da daha de değil diye dolayı en fakat gibi göre hala hâlâ hangi hem hep hepsi her hiç için ile ise işte kadar karşı
ki kim kimse mi mı mu mü nasıl ne neden nerede niçin niye o olan olarak oldu olduğu olsa on ona ondan onlar onu onun önce
sadece sanki sen seni senin siz sizin sonra şey şimdi şöyle şu tam tüm üzere var ve veya ya yani yine yok zaten"""
_ZH = """的 了 和 是 就 都 而 及 与 着 或 一个 没有 我们 你们 他们 她们 它们 这 那 这个 那个 这些 那些 什么 怎么 为什么 也 还
又 很 太 更 最 在 有 不 没 我 你 他 她 它 吗 呢 吧 啊 把 被 给 对 从 到 让 但 但是 因为 所以 如果 可以 就是 不是 还是 今天 现在"""

STOP_WORDS = frozenset(f"{_EN} {_FR} {_PT} {_RU} {_TR} {_ZH}".split())


def telling(words: list[str]) -> list[str]:
    """Return the words that say something.

    >>> telling(["smoke", "and", "update", "не", "чайник"])
    ['smoke', 'чайник']
    """
    return [word for word in words if word not in STOP_WORDS and len(word) > 1]
