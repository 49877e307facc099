"""Made-up bursts in six languages: what people write when something has happened, and what one would say that it is about.

Every brand, product and post is invented. `must`: one of these must be read in the line; `never`: none of these may be.
"""

from __future__ import annotations

from alertd.model.value import Value


class Burst(Value, frozen=True, kw_only=True):
    """Posts of one language about one brand."""

    name: str
    language: str
    own: tuple[str, ...]
    posts: tuple[str, ...]
    must: tuple[str, ...]
    never: tuple[str, ...] = ()


def _burst(name: str, own: str, posts: str, must: str, never: str = "") -> Burst:
    return Burst(
        name=name,
        language=name[:2],
        own=tuple(own.split("|")),
        posts=tuple(line.strip() for line in posts.strip().splitlines()),
        must=tuple(must.split("|")),
        never=tuple(part for part in never.split("|") if part),
    )


BURSTS = (
    _burst(
        "en kettles smoke",
        "kettlo",
        """
        My Kettlo started smoking after the update, what is going on?
        Third kettle in our office that smokes after the update. Kettlo, answer us!
        Is it only me or do Kettlo kettles smoke since last night?
        Kettlo pushed an update and now my kettle is smoking. Unbelievable.
        So the new firmware makes kettles smoke. Great job Kettlo
        Kitchen full of smoke, thanks Kettlo
        Anyone else with a smoking kettle today? Mine went crazy after the update
        Kettlo update = smoke. I unplugged mine.
        Woke up to a smoking kettle. Never again, Kettlo.
        """,
        "smoke|smoking|smokes",
        "going on|is it only me",
    ),
    _burst(
        "en battery recall",
        "voltra|voltra phone",
        """
        Voltra announces a battery recall for the P9, go check yours
        Just heard about the battery recall. My P9 was hot all week, Voltra!
        Why did I learn about the Voltra battery recall from the news and not from Voltra?
        P9 battery recall, are you kidding me
        Voltra P9: they recall batteries after three fires
        The recall of P9 batteries should have come a month ago
        How do I send it back? Voltra's recall page is down
        Recall page is down. Voltra support does not pick up.
        """,
        "battery recall|recall",
        "kidding",
    ),
    _burst(
        "en delivery fee",
        "parcelino",
        """
        Parcelino now charges a delivery fee of 4.99 for members. I paid for free delivery!
        So free delivery is gone? Cancelling my Parcelino membership.
        Members pay a delivery fee now? Bye Parcelino
        4.99 delivery fee, and they call it premium
        Hidden delivery fee at checkout again @parcelino
        Parcelino you promised free delivery for a year
        Free delivery was the only reason I stayed with Parcelino
        They changed the terms over night and added a delivery fee
        """,
        "delivery fee|free delivery",
    ),
    _burst(
        "en scattered outage",
        "banqo",
        """
        Banqo app will not open since nine
        Cannot pay for my groceries, Banqo is dead
        Card declined twice, the banqo app shows a white page
        Is Banqo down? I cannot log in
        banqo login broken again, great
        Standing at the till and Banqo says error 500
        My salary is stuck because Banqo is down
        Cannot log in to Banqo, anyone else?
        """,
        "log in|login|down|app",
    ),
    _burst(
        "en hashtag",
        "fernwick",
        """
        #BoycottFernwick until the CEO says sorry
        The CEO of Fernwick said cleaners should smile more. #BoycottFernwick
        #BoycottFernwick trending and deserved
        My mother cleaned offices for thirty years. #BoycottFernwick
        Cancelled my order, told them why. #BoycottFernwick
        Fernwick's CEO laughed at the question. Watch the video. #BoycottFernwick
        If the CEO thinks cleaners are lazy he can clean his office himself
        """,
        "#boycottfernwick",
    ),
    _burst(
        "tr ısıtıcı",
        "kettlo",
        """
        Kettlo güncellemeden sonra duman çıkarıyor, ne yapacağız?
        Güncellemeden sonra su ısıtıcım duman çıkardı @kettlo
        Kettlo'nun son güncellemesi berbat, su ısıtıcısı duman çıkarıyor
        Evde duman kokusu var, Kettlo yüzünden
        Su ısıtıcısından duman çıktı, çok korktuk
        Kettlo duman çıkarınca fişi çektim
        Bu sabah su ısıtıcımız duman çıkardı. Kettlo cevap vermiyor
        Sizin de su ısıtıcınız duman çıkarıyor mu?
        """,
        "duman çık",
    ),
    _burst(
        "tr kargo",
        "sepetix",
        """
        Sepetix siparişim üç haftadır gelmedi, iade de yapmıyorlar
        Sepetix para iadesi yapmıyor, müşteri hizmetleri telefonu kapatıyor
        Para iadem hâlâ yatmadı Sepetix
        İki aydır para iadesi bekliyorum, rezalet
        Sepetix'ten alışveriş yapmayın, para iadesi alamazsınız
        Müşteri hizmetleri yüzüme kapattı. Para iadesi yokmuş!
        Sepetix dolandırıcı gibi, paramı geri vermiyor
        """,
        "para iade",
    ),
    _burst(
        "tr bozuk süt",
        "sütaş değil|ovalı",
        """
        Ovalı sütleri ekşi çıktı, çocuğum hastalandı
        Dün aldığımız Ovalı süt ekşi çıktı
        Ovalı'nın sütü ekşi, son kullanma tarihi geçmemiş ama
        Markette bütün Ovalı sütler ekşi çıkıyor
        Ekşi süt sattınız @ovali, yazıklar olsun
        Ovalı sütten zehirlenen var mı? Bizimki ekşiydi
        """,
        "ekşi",
    ),
    _burst(
        "ru чайник",
        "kettlo",
        """
        После обновления чайник Kettlo начал дымить
        Чайники Kettlo дымят после обновления, осторожно
        У меня чайник задымился сразу после обновления. Kettlo, вы серьёзно?
        Kettlo — ужасный чайник. После обновления не выключается.
        Обновление сломало чайник, на кухне дым
        Поставила обновление — чайник дымит. Спасибо, Kettlo
        Уже второй чайник Kettlo дымится после обновления
        """,
        "чайник|обновлени",
        "спасибо",
    ),
    _burst(
        "ru списание",
        "банкор",
        """
        Банкор дважды списал деньги за одну покупку
        Двойное списание у Банкора, поддержка молчит
        У кого ещё двойное списание? Банкор молчит
        С меня дважды списали деньги! Банкор, верните
        Банкор: двойные списания второй день, деньги не возвращают
        Списали деньги дважды, в чате бот
        Верните деньги, Банкор! Двойное списание на пять тысяч
        """,
        "двойное списание|двойные списания|списали деньги|списал деньги",
    ),
    _burst(
        "ru отмена рейса",
        "авиаленд",
        """
        Авиаленд отменил рейс в Сочи за час до вылета
        Отменили рейс, сидим в аэропорту всю ночь. Авиаленд не отвечает
        Авиаленд опять отменяет рейсы, третий раз за неделю
        Наш рейс отменили, гостиницу не дают
        Рейс отменён, Авиаленд предлагает вылет через два дня
        Отмена рейса без объяснений. Авиаленд, стыдно!
        """,
        "рейс",
    ),
    _burst(
        "fr bouilloire",
        "kettlo",
        """
        Ma bouilloire Kettlo fume depuis la mise à jour
        Depuis la mise à jour, ma Kettlo fume. C'est normal ?
        Kettlo : une mise à jour et la bouilloire fume. Bravo.
        La mise à jour de ce matin a grillé ma bouilloire, merci Kettlo
        Ne faites pas la mise à jour Kettlo, la mienne a pris feu
        Bouilloire qui fume, service client qui raccroche
        Encore une bouilloire Kettlo qui fume après la mise à jour
        """,
        "mise à jour|bouilloire",
    ),
    _burst(
        "fr remboursement",
        "vacanza",
        """
        Vacanza refuse le remboursement des vacances annulées
        Toujours pas de remboursement de Vacanza après trois mois
        J'attends mon remboursement depuis mars, Vacanza ne répond plus
        Vacanza propose un bon d'achat au lieu du remboursement
        Un bon d'achat ? Je veux mon remboursement, pas vos bons d'achat
        Bon d'achat valable six mois, c'est du vol
        Annulé par eux, et pas de remboursement. Fuyez Vacanza
        """,
        "bon d'achat|remboursement",
    ),
    _burst(
        "fr grève",
        "trainlib",
        """
        TrainLib annule la moitié des trains demain, grève surprise
        Grève surprise chez TrainLib, mon entretien est à neuf heures
        Encore une grève surprise et aucun message de TrainLib
        Je découvre la grève surprise sur le quai, bravo TrainLib
        Grève chez TrainLib : les billets ne sont pas échangés
        TrainLib, prévenez vos clients avant une grève surprise !
        """,
        "grève surprise",
    ),
    _burst(
        "pt chaleira",
        "kettlo",
        """
        Minha chaleira Kettlo está soltando fumaça depois da atualização
        Kettlo soltou fumaça na cozinha inteira
        Depois da atualização a chaleira solta fumaça, cuidado gente
        Chaleira soltando fumaça, e o suporte da Kettlo não responde
        Atualizei e a chaleira começou a soltar fumaça
        Kettlo: fumaça saindo da chaleira às seis da manhã
        """,
        "fumaça",
        "gente",
    ),
    _burst(
        "pt vazamento",
        "lojaja",
        """
        Vazamento de dados na LojaJá, meu CPF está na internet
        LojaJá confirma vazamento de dados de clientes
        Recebi e-mail sobre o vazamento de dados da LojaJá, que vergonha
        Meu cartão foi clonado depois do vazamento de dados
        LojaJá demorou um mês para avisar do vazamento
        E agora LojaJá? Meus dados vazaram e ninguém atende
        """,
        "vazamento de dados",
    ),
    _burst(
        "pt fila",
        "ingressou",
        """
        Fila virtual da Ingressou travou na minha vez
        Três horas na fila virtual e o site caiu. Ingressou!
        Ingressou, a fila virtual me mandou para o fim
        Fila virtual é piada, cambista comprou tudo
        Caí da fila virtual com o ingresso no carrinho
        Quem mais caiu da fila virtual da Ingressou?
        """,
        "fila virtual",
    ),
    _burst(
        "zh 冒烟",
        "凯乐壶|kettlo",
        """
        凯乐壶更新之后水壶冒烟了，吓死我了
        昨天更新后我家水壶也冒烟，客服不理
        凯乐壶水壶冒烟，厨房全是烟味
        水壶突然冒烟，赶紧拔了插头
        还有谁的凯乐壶更新后水壶冒烟？
        更新以后水壶冒烟，要求退款
        """,
        "水壶冒烟|冒烟",
    ),
    _burst(
        "zh 退款",
        "购多多",
        """
        购多多不给退款，客服一直踢皮球
        申请退款一个月了，购多多还没到账
        购多多退款难，退款申请被拒三次
        退款申请又被拒，购多多欺负消费者
        说好七天无理由，结果退款申请直接关闭
        购多多的退款申请就是摆设
        """,
        "退款申请|退款",
    ),
    _burst(
        "zh 食品",
        "好味园",
        """
        好味园的酸奶里吃出虫子，太恶心了
        在好味园酸奶里发现虫子，已经报警
        酸奶里有虫子，好味园怎么解释
        孩子喝的酸奶有虫子！好味园必须道歉
        好味园酸奶虫子事件，超市已经下架
        """,
        "酸奶|虫子",
    ),
)
