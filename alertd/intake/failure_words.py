"""Words of failing that belong to no trade: verbs and states by which anything goes wrong, and ways to ask politely for it to be put right.

Our own lists; see `answer_words` for how an entry is read.
"""

from __future__ import annotations

#: sign -> language -> words
FAILURES: dict[str, dict[str, str]] = {
    "trouble": {
        "en": "turned_down rejected refused denied ignored skipped forgot_my forgotten mixed_up mistaken swapped swapped_my instead_of without_warning without_notice without_stopping "
        "drove_past went_past no_longer no_way_to unable impossible_to stuck blocked suspended cracked dented torn ripped sticky sour mouldy moldy smelly itchy red_eyes peeling clicking "
        "squeal* grinding screech* flickering dim half_empty empty_box missing gone vanished invalid not_valid not_accepted not_recognised not_recognized returned_to bounced billed_me billed_for "
        "overbilled penalty fined tripled higher_than wrong_name wrong_date misspelled overdue stood_by standing_for sat_there in_the_dark no_heat no_light laughed_when laughed_at yelled "
        "shouted rolled_her_eyes rolled_his_eyes hung_up_on no_apology no_explanation not_impressed not_happy not_ok not_okay letters_for someone_called keep_getting still_getting still_no still_not "
        "yet_to never_got never_received never_shipped has_not_arrived nothing_happens does_nothing won't_stop won't_let wouldn't_let didn't_let lets_me_down let_me_down let_us_down "
        "false_alarm misdiagnosed lost_in short_of dropped_my broke_after died_after lasted_only only_lasted quoted already_broken already_cracked stopped_charging blank unusable makes_a_noise",
        "tr": "reddetti reddetmiş kabul_etmedi geri_çevirdi unuttu unutmuş* unutuldu atladı atlandı karıştırmış* karıştırdı yerine_kedi yerine_başka yerine_farklı habersiz haber_vermeden durmadan_geç* "
        "durmadan artık_yok mümkün_değil sıkıştı engelli_hesap askıya çatlamış çatladı çatlak ezilmiş yırtık yapış yapış_yapış ekşi küflü kaşın* kızardı kızarttı soyul* tık_tık ses_çıkar* ses_çıkarıyor "
        "gıcırda* ciyak* titriyor sönük yarısı_boş kutu_boş uçmuş gitmiş yok_olmuş kaybolmuş geçersiz geçerli_değil kabul_edilmedi tanımıyor iade_geldi fatura_etmiş faturalandır* ceza_kes* üç_katı yüksek_geldi "
        "yanlış_isim yanlış_tarih gecikmiş ayakta_gittim ayakta_kal* karanlıkta ışık_yok ısıtma_yok güldü gülüyor bağırdı azarladı yüzüme özür_dilemedi açıklama_yok beğenmedim memnun_değil* memnun_kalmad* "
        "mektup_gel* sürekli_arıyor sürekli_gel* hala_gelmedi hâlâ_gelmedi hiç_gelmedi hiçbir_şey_olmuyor durmuyor izin_vermiyor izin_vermedi yarı_yolda_bırak* yanlış_teşhis iki_günde_bozul* "
        "hemen_bozul* daha_ilk dayandı sadece istedi_ciddi dalga_mı_geç* şaka_mı utanmadan boşuna",
        "ru": "отказал* отклонила отверг* забыли забыла_ пропустил* перепутали подменил* вместо_ без_предупрежд* без_остановки проехал* мимо больше_не невозможно застря* приостанов* треснут* треснула помят* "
        "порван* липк* кисл* заплесн* вонюч* чеш* покраснел* красные слез* щёлкает щелкает визжат визжит скрежет* мигает тускл* полупуст* пустая_коробка исчез* исчезл* пропал* недействит* "
        "не_принят* не_распозна* вернулось_отправителю выставил_мне выставили переплат* пеня втрое выше_чем не_то_имя не_та_дата просроченн* стоял_у стояла_у стояли в_темноте без_света без_отопления "
        "посмеял* смеял* накричал* наорал* закатил* бросил_трубку не_извинил* без_объясн* не_впечатл* недовол* письма_на приходят_письма всё_время_приходят всё_ещё_не все_еще_не до_сих_пор так_и_не_получ* "
        "ни_разу_не ничего_не_происходит не_останавлива* не_даёт не_дают подвели подвёл ошиблись_с хватило_на сломался_через умер_через уже_сломан уже_треснут вы_серьёзно вы_шутите шутите издеваетесь зря",
        "fr": "refuse_mon refusé_mon rejeté rejette ignoré oublié_mon oubliée mélangé échangé remplacé_le au_lieu sans_prévenir sans_préavis sans_s'arrêter passé_devant ne_plus_pouvoir impossible_de coincée bloquée "
        "suspendue fêlé* cabossé* déchirée collant aigre moisie puant démange* rougeur* plaques pelé clic couine* grince* vibre clignote faible à_moitié_vide boîte_vide disparu disparue disparus invalide non_valide "
        "pas_accepté pas_reconnu retourné facturé_l' facturé_deux surfacturé* pénalité triplé plus_élevé mauvais_nom mauvaise_date en_retard debout_devant debout_pendant dans_le_noir sans_lumière sans_chauffage "
        "a_ri ri_quand se_moque hurlé crié levé_les_yeux raccroché_au sans_excuse sans_explication pas_convaincu pas_content pas_contente pas_satisfait* des_lettres_de reçois_sans toujours_pas toujours_aucun encore_pas jamais_eu "
        "jamais_envoyé rien_ne_se_passe ne_s'arrête_pas me_laisse_pas laissé_tomber mauvais_diagnostic mort_après duré_que tenu_deux déjà_cassé déjà_fêlé* vous_plaisantez sérieusement sans_arrêt pour_rien",
        "pt": "negou recusou rejeitou rejeitad* ignorou ignorad* esqueceu esqueceram misturaram trocou trocaram no_lugar_de sem_avisar sem_aviso passou_direto sem_parar não_dá_mais impossível_de emperrou emperrad* suspensa "
        "rachado* rachada* amassado rasgada grudento azedo mofado fedendo coça* coceira vermelh* manchas descascando clique chia* gritam guinch* range piscando fraco meio_vazio caixa_vazia sumiram sumiu_do desapareceram "
        "inválid* não_é_válido não_aceito não_reconhece devolvid* me_mandou_a_conta conta_errada multa triplicou mais_alta nome_errado data_errada atrasada em_pé_na em_pé no_escuro sem_aquecimento riu rindo gritou "
        "revirou_os_olhos sem_desculpa sem_explicação decepção não_gostei não_fiquei insatisfeit* recebendo_carta vivo_recebendo até_agora ainda_não ainda_nada nunca_recebi nunca_enviaram nada_acontece não_para_de não_deixa "
        "me_deixou_na_mão diagnóstico_errado morreu_depois durou_só durou_dois já_rachad* já_quebrad* já_veio sério brincando à_toa",
        "zh": "拒了 拒绝了 驳回 忘了发 忘记 搞混 弄混 换成 代替 没通知 没提前 没停 开过 直接开 不再能 没法 卡住了 停用 裂的 裂了 压瘪 撕了 黏糊 酸了 发霉了 臭了 痒 红了 脱皮 咔咔 尖叫 嘎吱 闪烁 暗了 半空 空盒 消失了 不见 "
        "无效 失效 不被接受 识别不了 退回了 算到我头上 多算 罚金 三倍 更高 名字错 日期错 逾期 站了 摸黑 没灯 没暖 笑了 吼 翻白眼 没道歉 没解释 很失望 不满意 不满 老是收到 一直收到 还没收 还是没 从没收到 没反应 不让 坑了 误诊 "
        "两天就坏 刚买就 已经裂 要九百 开玩笑吗 认真的 白跑 要了四次",
    },
    "claims": {
        "en": "app_says site_says website_says it_says says_delivered says_signed bot_told chatbot_just_told chatbot_told support_told support_chat_told tracking_says hotline_says "
        "agent_told agent_said staff_told driver_says courier_says status_says app_keeps keeps_saying told_me wants_me_to",
        "tr": "diyor dedi yazıyor görünüyor gösteriyor diyorlar dediler",
        "ru": "пишет пишут сказал* говорит говорят показывает утвержда*",
        "fr": "dit_que m'a_dit me_dit indique affiche m'ont_dit",
        "pt": "diz_que disse_que me_disse mandou pede fala_que disseram",
        "zh": "显示 说它 说司机 让我重启 客服说",
    },
    "again": {
        "en": "two_weeks three_weeks four_weeks six_weeks two_days three_days four_days five_days two_months three_months six_months two_hours three_hours four_hours half_an_hour an_hour "
        "a_month a_year seven_times five_times third_evening third_week",
        "tr": "iki_hafta* üç_hafta* iki_gün* üç_gün* dört_gün* beş_gün* iki_ay* üç_ay* iki_saat* üç_saat* dört_saat* yarım_saat* altı_gün* dokuz_gün* yedi_kez beş_kere dört_kere üçüncü_akşam",
        "ru": "две_недели три_недели два_дня три_дня четыре_дня пять_дней два_месяца три_месяца два_часа три_часа четыре_часа полчаса шестой_день девятый_день семь_раз пять_раз четыре_раза третий_вечер",
        "fr": "deux_semaines trois_semaines deux_jours trois_jours quatre_jours deux_mois trois_mois deux_heures trois_heures quatre_heures une_heure sixième_jour neuf_jours sept_fois cinq_fois "
        "quatre_fois troisième_soir",
        "pt": "duas_semanas três_semanas dois_dias três_dias quatro_dias dois_meses três_meses duas_horas três_horas quatro_horas meia_hora sexto_dia nove_dias sete_vezes cinco_vezes quatro_vezes "
        "terceira_noite",
        "zh": "第六天 九天 两周了 三天了 等了一 几个小时",
    },
    "leaving": {
        "en": "thinking_of_leaving thinking_about_leaving leaving_you leave_for about_to_leave looking_elsewhere look_elsewhere going_elsewhere taking_my_money find_another won't_renew not_renewing",
        "tr": "ayrılmayı ayrılıyorum ayrılacağım başka_yere_geç* yenilemeyeceğim yenilemem başkasına_geç*",
        "ru": "думаю_уйти уйти_от уйду_от уйду_к не_буду_продлевать не_продлю поищу_другой",
        "fr": "pense_quitter je_vais_quitter aller_ailleurs voir_ailleurs ne_renouvellerai pas_renouveler changer_de",
        "pt": "pensando_em_sair sair_da sair_do procurar_outra procurar_outro não_vou_renovar trocar_de_operadora trocar_de_banco",
        "zh": "想离开 离开你们 不续 不再续 找别家 另找",
    },
    "asks": {
        "en": "send_my resend sort_it_out sort_this confirm_whether known_problem known_issue student_price discount_for take_back take_it_back is_anyone anyone_awake anybody_awake get_in_touch give_me_a put_me_through",
        "tr": "gönderebilir gönderir_mi düzeltin_ halledin bilinen_bir öğrenci_fiyat* indirim_var geri_alır uyanık_biri ilgilenin iletişime_geç*",
        "ru": "может_отправить можете_отправить пришлите разберитесь известная_проблема для_студентов есть_цена заберите кто-нибудь_из займитесь",
        "fr": "pourrait_envoyer pouvez_envoyer renvoyez corrigez_ réglez problème_connu tarif_étudiant il_y_a_un reprenez quelqu'un_du occupez-vous",
        "pt": "pode_mandar podem_mandar mandem arrumem problema_conhecido preço_de_estudante tem_preço tem_desconto peguem alguém_do cuidem_disso",
        "zh": "发给医生 能把 处理一下 通病吗 学生价 有没有折扣 来拿走 有人在吗 管一下 保修几年",
    },
}
