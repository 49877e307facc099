"""Words of things gone wrong and of matters, by trade: what customers of parcels, flights, telephones, banks, food and so on complain of.

Our own lists, written trade by trade so that no field is forgotten; see `answer_words` for how an entry is read.
"""

from __future__ import annotations

#: sign -> language -> words
TRADES: dict[str, dict[str, str]] = {
    "trouble": {
        # parcels, flights and trains, telephone, banks, food, furniture, streaming and games, hotels, cars, power and water, health, tickets
        "en": "not_delivered wrong_address address_not signed_by over_the_fence in_the_rain crushed leaking soaked doorstep depot customs "
        "missed_delivery missed_deliveries tarmac overbooked connection_missed missed_my gate delayed rebook* rebooked no_seat "
        "cut_off no_line dead_line dropped_call dropped_calls roaming throttled landline froze freezes declined frozen "
        "direct_debit double_charged overdraft chargeback skimmed stale undercooked plastic hair insect glass_in bone recipe_changed "
        "hinge* wobbl* collapsed missing_part missing_parts scratched chipped splinter* buffer* pixelat* subtitles_are lag_spike "
        "login_loop kicked_out bedbug* mould noisy_room no_towels engine_light stalled recall brakes power_cut blackout brown_water "
        "meter estimated_bill prescription appointment wait_list cancelled_show sold_twice fake_ticket black_screen white_screen blank_screen "
        "blue_screen reset_link verification_code two_factor logs_out not_loading doesn't_load won't_connect won't_charge won't_turn_on "
        "doesn't_fit too_small too_big wrong_colour wrong_color wrong_item wrong_order fell_off falls_off came_broken arrived_broken broken_again "
        "changed_the_recipe stopped_responding expired_card cleaning_fee hidden_charge no_show surcharge price_changed another_price one_price "
        "back_to_back false_advertising misleading_ad opted_out unsubscribed spam_calls cold_call canned_reply auto_reply auto_replies "
        "copy_paste closed_early closed_on never_opened queue queues hours_in_line on_hold_for hung_up hangs_up transferred_me been_transferred "
        "is_a_joke a_joke good_for_nothing jammed dripping drips leaks smoking sparks sparking rattles stinks drips_from someone_else's "
        "somebody_else's deleted_my wiped_my erased_my lost_my lost_all lost_everything double_books double_booked only_refunded not_refunded "
        "no_refund no_call no_invoice without_hinges without_instructions skips_step left_us_sitting left_us left_me_waiting refuses refused_to "
        "keeps_asking keeps_saying keeps_charging keep_charging still_charging took_the_yearly ghosted outage is_dead went_dead",
        "tr": "teslim_edilmedi yanlış_adres adres_bulunamadı kim_imzaladı imzala* ezilmiş akmış ıslak kapıda_bırak* şube* gümrük* "
        "evde_yok pistte rötar* bağlantıyı_kaçır* hat_yok hat_kesik hattım* hattını çekmiyor roaming yavaşladı donuyor donuyo donmuş "
        "reddedildi bloke* iki_kez_çek* fazla_çek* bayat plastik kıl_çıktı böcek cam_çıktı tarifi_değiş* menteşe* sallanıyor kırıldı "
        "çizip çizdi çizmiş çizilmiş parça_eksik çıkmadı altyazı* beyaz_ekran siyah_ekran takılıyor kasıyor giriş_istiyor girilmiyor atıyor_oyundan "
        "havlu_yok ses_geliyor motor_lambası fren* elektrik_yok elektrikler su_yok kahverengi_su sayaç randevu* iptal_oldu sahte "
        "kod_gelmiyor kod_gelmedi şifre_yenile* açılmıyo çalışmıyo yüklenmiyo bağlanmıyo şarj_olmuyor olmadı_beden küçük_geldi büyük_geldi "
        "kırık_geldi kırık_getir* yanlış_geldi yanlış_yazıl* yanlış_ürün bozuk_geldi duman* kıvılcım* damlat* sızdırıyor gıcırtı temizlik_ücreti gizli_ücret başka_fiyat "
        "başka_yazıyor zamlanmış reklam_mesajı arayıp_dur* otomatik_cevap hazır_mesaj kapalıydı sıra_bekle* kişi_sıra yüzüme_kapa* aktarıldım "
        "başka_birime ortada_yok beklettiler bekletti bekletiyor çekiyorlar çekmişler hala_çek* kesmişler kesmiş yanlış_faturala* silmiş silindi "
        "kaybetti kaybettiniz çift_yazıp çift_kayıt gelen_yok arayan_yok dönen_yok giden_yok bilmiyorum_dedi almıyorlar almıyor almadılar dondurdu rezalet* atlıyor "
        "söylemiyor açıklamıyor yanıtlamıyor iade_etmiyor iade_etmedi vermediler göndermediler",
        "ru": "не_доставил* не_тот_адрес адрес_не кто_расписался расписал* мят* протёк* протек* потекл* за_дверь через_забор таможн* на_полосе "
        "пересадк* опоздал* нет_сети нет_связи нет_линии отключили обрыв* роуминг виснет замороз* отклонили двойное_списание лишние_деньги "
        "не_прошёл_платёж чёрствый пластик* насеком* стекло_в рецепт_изменил* поменяли_рецепт петл* шатается развалил* поцарапал* скол* "
        "не_хватает_деталей нет_детали белый_экран чёрный_экран черный_экран тормозит мыло вылетает просит_войти не_пускает нет_полотенец "
        "клоп* тормоза нет_света нет_воды ржавая_вода счётчик* запись_к отменили отменил отменила фальшив* код_не_приходит не_приходит_код "
        "не_открывается не_запускается не_заряжается не_подош* мал_размер пришёл_сломан* пришло_сломан* пришла_мят* пришла_не не_та_вещь дым* задымил* искр* "
        "капает подтекает не_держит скрытая_комиссия за_уборку другая_цена другая_в_чеке в_счёте_другая названивают автоответ* отписки шаблонн* закрыта закрыто_раньше "
        "очередь очереди на_линии_минут переключил* бросают_трубку бросили_трубку нет_на_месте а_его_нет его_нет держат_нас продержали списывает списывают "
        "снимает снимают сняли_за стёр стерли стёрли удалил* потеряли потерял пропажа записывает_дважды двойная_запись штрафует никто_не_приехал не_приехали "
        "не_привезли не_понимает_по не_объясняет не_берут не_берёт отказывают отказали не_принимает не_вернули вернули_не вернули_только где_остальн* "
        "лёг лежит упал_сайт авария обвес* нахамил* нагрубил* обозвал* назвал_меня назвал_жену цирк_какой-то цирк впарил* впарили",
        "fr": "pas_livré mauvaise_adresse adresse_introuvable qui_a_signé signé écrasé* coulé détrempé* par-dessus dépôt douane absent_alors "
        "piste correspondance_ratée coupé_la_ligne coupure_de ligne_coupée plus_de_ligne sans_ligne plus_de_réseau itinérance rame ramer "
        "saccade refusée carte_refusée prélevé_deux prélevée débité_deux compte_gelé gelé_mon rassis plastique insecte cheveu_dans verre_dans "
        "changé_la_recette charnière* bancal* effondr* écroul* rayé_mon rayée éraflé* pièce_manquante pièces_manquantes écran_blanc écran_noir "
        "bouillie pixel* plante_sans_arrêt redemande_de punaises pas_de_serviettes voyant_moteur freins coupure_d'électricité sans_électricité "
        "sans_eau eau_marron compteur rendez-vous_annulé faux_billet code_jamais code_n'arrive ne_charge_pas ne_s'ouvre_pas ne_se_connecte taille_trop "
        "trop_petit trop_grand reçu_cassé arrivé_cassé arrivée_écrasée livré_cassé mauvais_article fumée fume fumer étincelles goutte_sur fuit_de "
        "verrou frais_de frais_cachés autre_prix un_autre_prix prélèvements pub_par démarchage réponse_automatique réponses_automatiques réponse_type "
        "fermée_le fermé_le queue_de file_d'attente raccroché raccroche transféré_sept transféré* injoignables il_n'y_a_personne personne_n'est "
        "nous_a_laissés laissés_sans attendu_toute effacé supprimé_mon perdu_mon perdu_ma double_réservation réserve_en_double met_une_amende amende "
        "ne_répond n'a_pas_répondu refuse_ma refuse_les refuse_de pas_remboursé remboursé_que remboursé_seulement où_est_le_reste planté en_rade "
        "quelle_blague une_blague écœurant écœurante traité_ma traitée_d'idiote sans_me_prévenir manque_la manque_une saute_l'étape résiliation désinscri*",
        "pt": "não_entregue endereço_errado endereço_não quem_assinou assinei amassad* vazando molhad* por_cima_do depósito alfândega ausente "
        "na_pista perdi_a_conexão cortou_a_linha sem_linha linha_cortada roaming trava_a_cada travando engasga recusado cartão_recusado cobrado_duas "
        "cobrou_duas cobrou_o_dobro congelou_minha conta_congelada conta_bloqueada velho plástico inseto vidro_no cabelo_na mudou_a_receita dobradiça* "
        "bamba desabou desmontou riscaram riscou lascad* peça_faltando faltando_peça tela_branca tela_preta tela_azul borrão pede_login percevejo* sem_toalha "
        "luz_do_motor freio* sem_luz sem_energia falta_de_luz sem_água água_marrom medidor consulta_cancelada ingresso_falso código_não_chega não_carrega "
        "não_abre não_conecta não_serve ficou_pequeno ficou_grande chegou_quebrad* veio_quebrad* veio_errad* veio_sem veio_faltando item_errado "
        "fumaça soltar_fumaça faísca* pingando vazamento não_segura taxa_de_limpeza taxa_escondida taxa_oculta outro_preço falou_um_preço fatura_veio propaganda_por "
        "resposta_automática respostas_automáticas resposta_padrão fecha_no fechado_antes fila_de fila desligaram_na desligou_na transferido_sete transferid* "
        "não_tem_motorista ninguém_veio ninguém_apareceu ninguém_ligou deixou_quatro nos_deixou me_deixou_esperando apagou apagaram perdeu_meu perdeu_minha "
        "perderam marca_em_dobro multa_por não_aceita não_aceitam recusa_a devolveu_só devolveu_apenas cadê_o_resto cadê_meu caiu_de_novo fora_do_ar é_uma_piada piada "
        "nojento chamou_minha debitando continua_debitando continuam_cobrando cancelei_por esperei_o_dia esperando_há pula_o_passo não_resolvem empurraram",
        "zh": "没送到 地址错 地址不存在 谁签的 签收 压扁 压坏 淋湿 扔过 海关 跑道上 误机 转机误 没信号 没网 停机 停了 掉线 掉一次 漫游费 卡一次 一直卡 冻结 扣在 还在扣 扣了一年 多收 双倍 "
        "收了我 重复扣 塑料 虫 玻璃渣 换了配方 铰链 少零件 没有零件 塌了 划了 划坏 白屏 黑屏 花屏 马赛克 一直登录 要求登录 登录不了 没毛巾 停电 停水 发黄的水 水表 预约取消 假票 验证码收不到 收不到验证码 "
        "打不开 连不上 充不进 装不起来 装不上 送来就是坏 寄错 发错 颜色不对 尺寸不对 冒烟 火花 滴水 扣不住 清洁费 另一个价 账单另 两个价 广告短信 骚扰电话 自动回复 套话 关门 排队 占线 挂我电话 转接了 根本没有 没人来 "
        "没人打电话 没人理 等了一整天 等了四 删了 弄丢 重复约 罚我 不认 不载 不接待 不给修 只退了 剩下的呢 退回来 没退 又崩 又挂 挂了 离谱 骂我 骂人 绕路 别人的 退订 取消了还 瘫痪 报错 拼错 少发 漏发 破损 没开 还没开",
    },
    "leaving": {
        "en": "i_give_up last_straw so_done i'm_done im_done i_am_done taking_my_business your_competitor switching_to switch_to moving_to cancelling_my cancel_my closing_my "
        "delete_my_account",
        "tr": "pes_ettim son_damla bıktım rakibi* geçiyorum_ geçeceğim kapatıyorum kapatacağım iptal_ediyorum asla bir_daha_mı",
        "ru": "последняя_капля перехожу перейду к_конкурент* закрываю больше_никогда",
        "fr": "j'abandonne la_goutte_de je_pars_chez je_passe_chez je_ferme chez_la_concurrence c'est_fini",
        "pt": "desisto a_gota_d'água vou_pra vou_para encerro encerrar pra_concorrência chega_de",
        "zh": "算了 最后一根稻草 换别家 我就换 去销 再也不坐 再也不去 再也不用",
    },
    "asks": {
        "en": "could_you_tell would_appreciate i'd_like_to i_would_like_to want_to_return wants_to_return how_does_that is_there_any_way any_way_to any_chance any_idea_when "
        "look_at_my look_into answer_my reply_to_my call_me_back a_call_back call_back_from correct_my correct_a how_do_i how_to_report restock bring_back "
        "anyone_at someone_at somebody_at please_dont please_don't pls_can is_this_an stop_sending when_will_you still_make still_do do_you_still can_you_add add_subtitles",
        "tr": "rica_ediyorum söyleseniz bi_söyleseniz bakabilir dönüş_yapın düzeltmem_lazım nasıl_ulaşabilirim nasıl_değiştiririm nasıl_iade iade_etmek_istiyorum geri_aranma* "
        "getirir_misiniz ekler_misiniz keser_misiniz ne_zaman_kesecek* ne_zaman_düzel* hala_yapıyor kaça_kadar yazıyor_mu_hala nerede_satıl* nereden_alabilir* nerede_yazıyor atmayın",
        "ru": "прошу перезвонить хочу_вернуть верните_деньги посмотрите_обращение ответьте скажите_хоть надо_исправить исправьте привезите добавьте когда_перестанете до_скольки "
        "где_купить почём как_вернуть как_пожаловаться как_поменять как_это_сделать можете_ответить ещё_делаете кто-нибудь_в не_кидайте почините_",
        "fr": "je_souhaite je_voudrais dites-nous dites_nous répondre_à_mon regarder_mon comment_la_récupérer comment_récupérer comment_changer comment_signaler comment_ça_marche "
        "je_dois_corriger dois_corriger rappelée quand_cesserez à_quelle_heure où_trouver vous_faites_toujours vous_pourriez ajoutez remboursez_la merci_de_ne quelqu'un_chez je_fais_quoi on_attend",
        "pt": "peço_que avisem responder_minha responder_meu pode_olhar como_pego como_mudo como_denuncio como_funciona preciso_corrigir me_ligue quero_devolver quando_vão_parar "
        "até_que_horas onde_acho onde_fica ainda_fazem coloquem voltem_com devolvam_a não_joguem alguém_da o_que_eu_faço dá_pra_responder queremos",
        "zh": "怎么拿回 回电 请回复 能回 能不能说 说一声 什么时候恢复 怎么改 怎么改密码 要改 几点关门 在哪买 还做吗 还有做 加个字幕 退我 修一下 怎么退 怎么举报 要求道歉 别把 不再发 影响吗 谁能看",
    },
    "matter": {
        "en": "capsules older_model family_plan devices freeze_membership cello hand_luggage pin iban statement transfer invoice ticket_number reference booking label roaming_price "
        "pool bank_holiday nut_allergy gluten order_number serial_number assembly_guide subtitles",
        "tr": "kapsül* eski_model* aile_paket* kaç_cihaz üyelik* dondur* kabin* el_bagajı şifremi iban ekstre havale* fatura* referans rezervasyon etiket havuz bayramda glutensiz seri_numara* "
        "kılavuz internet_kaç grev* bağlantı kupon",
        "ru": "капсул* старой_модели семейной_подписк* сколько_устройств абонемент* виолончел* ручную_кладь пин реквизит* выписк* перевод* счёт_по обращени* брони этикетк* бассейн праздник* "
        "безглютен* серийный инструкци* субтитр* забастовк* купон*",
        "fr": "capsule* ancien_modèle offre_famille combien_d'écrans abonnement violoncelle bagage_à_main code_de_ma iban relevé virement facture référence réservation étiquette piscine "
        "gluten numéro_de_série notice sous-titres grève coupon dossier",
        "pt": "cápsula* modelo_antigo plano_família quantas_telas matrícula violoncelo bagagem_de_mão senha_do extrato transferência nota_fiscal protocolo reserva rótulo piscina feriado "
        "glúten número_de_série manual legenda* greve cupom chamado",
        "zh": "胶囊 老款 家庭套餐 几个设备 停卡 会员卡 大提琴 手提行李 密码 账号 账单 转账 发票 编号 订单号 标签 漫游 泳池 节假日 无麸质 序列号 说明书 字幕 罢工 优惠券 工单",
    },
    "praise": {
        "en": "hero stars angels respect gorgeous brilliant_service thank_you_so best_decision best_ever proud magical handy well_done nice_one sweet so_sweet sorted_my sorted_it solved "
        "cried made_me_cry cant_wait can't_wait worked_in looks_amazing reopened stronger favourite favorite yesss obsessed adorable soothing",
        "tr": "melek* kahraman* alkışla* helal on_numara muhteşem çok_tatlı ne_tatlı sabırsızlan* çok_güzel_olmuş halletti çözüldü yaşasın en_iyi_karar pratik bayıldım favorim nice_senelere",
        "ru": "герой чудо мастер красота молодцы мило уютно десять_из_десяти не_могу_дождаться решено решили_за лучшее_решение удобно обожаю восторг* ура поздравля* любим* супер_",
        "fr": "héros adorable* chapeau sublime dix_sur_dix trop_hâte bien_joué mignon magnifique réglé réglé_ma c'est_réglé meilleure_décision pratique ouiii adoré joyeux coup_de_cœur",
        "pt": "herói um_amor respeito linda_ nota_dez não_vejo_a_hora mandou_bem fofo incrível resolveu resolvido melhor_decisão prático amém parabéns_pelos apaixonad* favorit* valeu_",
        "zh": "英雄 太好了 佩服 太美了 十分 等不及 不错 好暖 修好了 解决了 最好的决定 真方便 耶 很漂亮 周年快乐 开心 一把 最爱",
    },
    "public": {
        "en": "what_should_i_watch prefer anyone_going anybody_going who_is_coming do_you_guys vs which_one should_i_buy recommend worth_it who_invented how_do_people",
        "tr": "gelen_var_mı var_mı_gelen mi_yoksa hangisi_daha ne_izlesem öneri* tavsiye* değer_mi kim_icat nasıl_yaşıyor siz_hangi_taraf",
        "ru": "кто_идёт кто_пойдёт что_посмотреть что_вкуснее посоветуйте стоит_ли вы_за кто_придумал как_люди",
        "fr": "qui_vient on_regarde_quoi lequel_est vous_êtes_plutôt conseillez vaut_le_coup qui_a_inventé comment_font_les",
        "pt": "quem_vai o_que_eu_vejo qual_é_melhor qual_é_mais vocês_são recomendam vale_a_pena quem_inventou como_as_pessoas",
        "zh": "有人一起 看什么好 哪个好喝 你们用 推荐吗 值得吗 谁发明 人没有",
    },
    "news": {
        "en": "opens_its first_shop jobs raises_prices sponsors_the named_best plan_a_protest to_buy cuts quarterly_loss fined speaks_at summit founder sells_her stake city_council debates licence "
        "compared our_review back_at_the_table partnership probe campaign is_hiring",
        "tr": "ilk_mağaza* kişiye_iş zam_yaptı sponsoru seçildi eylem_yapacak alacak çıkarıyor ceza_ zarar* karar_verdi konuşuyor zirve* kurucusu hissesini meclis* ruhsat* karşılaştırdık masada anlaştı soruşturma "
        "arıyor_",
        "ru": "первый_магазин рабочих_мест поднимает_цены спонсирует признан выйдут_на купит сократит убытк* оштрафовал выступает форум* основательница долю горсовет лицензи* сравнили за_столом запускают проверки ищет_",
        "fr": "premier_magasin emplois augmente_ses sponsor élue manifestent achètera supprime perte_trimestrielle condamné parle_au sommet fondatrice vend_ses conseil_municipal licence comparatif reprennent lancent enquête recrute_",
        "pt": "primeira_loja vagas sobe_preços patrocina_a eleita protestam vai_comprar demite prejuízo fala_hoje congresso fundadora vende_sua câmara licença comparamos voltam_a_negociar fecham_parceria investigação "
        "contrata_",
        "zh": "首店 岗位 涨价,股 赞助 获评 抗议 采购 裁员 亏损 判 罚款 峰会 创始人 出售股份 市议会 牌照 评测 谈判桌 推出 调查",
    },
}
