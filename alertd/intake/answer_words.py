"""The words by which a reader sees that somebody asks, complains, praises or tells news; our own lists, by language.

`stem*` is every word that begins so, `two_words` stand beside each other. Chinese and Japanese words are looked for anywhere.
"""

from __future__ import annotations

#: sign -> language -> words
WORDS: dict[str, dict[str, str]] = {
    "asks": {
        "en": "help please pls plz assist* advise explain respond fix refund* reimburs* replace* compensat* dm "
        "unlock reset reactivat* restore call_me contact_me get_back_to can_you could_you can_someone "
        "can_somebody can_i how_do_i how_can_i what_should_i how_long do_you are_you will_you when_will "
        "what_is_the where_can_i is_there is_it_possible do_i_need how_many_days please_stop stop_calling "
        "stop_spamming is_it_normal tell_me comes_back come_back where_do_i could_someone in_stock restock* "
        "eta when_does when_is how_much can_you_confirm",
        "ru": "помоги* помощ* подскаж* пожалуйста ответьте почините верните верни объясните скажите свяжитесь "
        "разблокируй* перезвоните замените компенс* вернуть_деньги вы_доставляете когда_будет как_мне "
        "что_делать можно_ли сколько_ждать какой_срок хватит есть_ли где_можно как_обменять нормально "
        "вернётся_ли вернется_ли куда объясн* есть_в_наличии сколько_стоит",
        "tr": "yardım* lütfen cevap* dönüş çözüm* çözün ulaşın ulaşır iade* geri_verin açabilir açın düzeltin "
        "arayın değiştirin tazminat eder_misiniz yapıyor_musunuz var_mı_sizde ne_zaman ne_yapmalıyım nasıl* "
        "mısınız misiniz musunuz müsünüz kaç_gün bırakın var_mı mümkün_mü değiştirebilir* alabilir_miyim "
        "nereden normal_mi söyler açıklayın açıklama tekrar_gelecek nereye kaç_lira stok* ne_kadar",
        "fr": "aide aidez aider svp stp s'il_vous_plaît répond* rembours* expliqu* débloqu* rappelez contactez "
        "remplac* échang* réinitialis* indemnis* pouvez-vous pourriez-vous vous_livrez est-ce_que_vous "
        "comment_faire comment_puis-je que_faire avez-vous quand_est-ce quel_est_le où_puis-je "
        "est-il_possible arrêtez comment_l'échanger y_a-t-il c'est_normal peut_me_dire me_dire revient "
        "où_renvoyer expliquez combien_coûte en_stock",
        "pt": "ajuda ajudar ajudem resposta respondam respondem resolv* reembols* estorn* favor desbloque* devolvam "
        "devolução retornem troca* contatem expliquem vocês_entregam podem_ajudar como_faço como_reseto "
        "o_que_faço cadê quando_vai quanto_tempo qual_é_o_prazo onde_posso é_possível parem como_troco "
        "tem_como é_normal pode_dizer podem_dizer volta_ao pra_onde para_onde quanto_custa em_estoque",
        "zh": "请问 怎么办 能不能 可不可以 可以吗 求助 帮忙 帮我 帮忙看 麻烦 客服 退款 退钱 退给我 退货 赔偿 解决 解锁 重置 怎么重 怎么用 怎么联系 你们发货 能用 什么时候 多久 是几天 怎么换 "
        "怎么退 哪里可以 别再 可以用 在哪里买 正常吗 告诉我 还会 寄到 解释 有货 补货 多少钱",
        "es": "ayuda ayudar ayuden favor respuesta respondan solución solucionen reembolso devolución alguien",
        "de": "hilfe helfen bitte antwort antwortet erstattung jemand",
        "it": "aiuto aiutare aiutatemi favore risposta rispondete rimborso qualcuno",
        "ar": "مساعدة ساعدوني رد ردوا حل استرجاع",
        "hi": "madad help please kripya jawab reply refund मदद कृपया",
        "ja": "ですか ますか でしょうか 教えて 助けて どうすれば なぜ いつ お願いします 返金 返品 対応して",
    },
    "how": {
        "en": "why where when how",
        "ru": "почему где когда как зачем сколько",
        "tr": "neden niye niçin nerede nasıl hani kaç",
        "fr": "pourquoi où quand comment combien",
        "pt": "porque por_que porquê onde quando como quanto cadê",
        "zh": "为什么 为何 怎么 哪里 在哪 何时 是不是",
    },
    "trouble": {
        "en": "issue* problem* broke broken crash* lost missing delay* cancel* late waited wrong charged charge "
        "overcharged twice locked lock* fail* bug* unable damag* defect* faulty leak* ruined rude cold stink* "
        "melt* lagging disconnect* log_in logs_me logged login sign_in log_out password account delivery "
        "package parcel booking payment invoice bill luggage suitcase baggage router outage down offline "
        "no_internet without_internet no_signal coverage won't_turn doesn't_work not_working didn't_work "
        "does_not_work returns return_policy warranty compatible ship_to weeks since_monday half_of hang "
        "hangs freez* frozen declin* instead_of without_any without_reason no_reason spam* stop_calling "
        "stop_sending somebody_else someone_else never_arrived never_showed never_came not_arrived "
        "didn't_arrive misleading overbook* dirty mould* moldy expired torn scratch* noisy flooded stain* "
        "unpaid suspended glitch* buffering lag lags peel* rust* snapped shrunk wrong_size no_heating no_hot "
        "no_water no_power out_of_stock sold_out hidden_fee* doubled hacked phishing unsubscribe misplaced "
        "mixed_up swapped stranded diverted overheat* drains flicker* jammed keeps kept_us sent_me_away "
        "nowhere_to crack* smell* petrol without_asking just_left sold_my hung_up stopped_working "
        "has_not_worked hasn't_worked won't_open won't_start won't_load can't_open can't_use can't_find "
        "can't_reach fell_apart fell_off came_off tore bent dented stained shattered dripping short-circuit* "
        "squeak* rattl* grinding scam rip-off ripoff overpriced price_increase raised_the increased_my hidden "
        "unauthorised unauthorized leaked breach misled was_due overdue outdated incompatible unsafe vermin "
        "cockroach stale rotten undercooked burnt soggy spilled allergic tickets_gone oversold bumped "
        "rerouted downgraded dead_pixel flickers overheats laggy unusable incomplete unread spammed incorrect "
        "inaccurate mismatch* complaint* unhappy fed_up sick_of tired_of annoyed annoying frustrat* rubbish "
        "failing garbled muted choppy throttl* unresponsive neighbour's smashed gone_missing disappeared "
        "vanished chewed filthy drips never_turned turned_up balance_is somebody_else's someone_else's top_up "
        "wrong_person off_your_list take_me_off brown cockroaches spillage my_order order_number my_flight "
        "my_ticket our_flight flight_cancelled still_waiting keep_waiting waiting_for been_waiting is_gone "
        "money_is banned_my banned_me got_stuck is_stuck error_message error_code orders kicks_me kicked_me "
        "an_error",
        "ru": "проблем* ошибк* слом* полом* завис* виснет вылет* выкидыва* задерж* опозда* жду ждём ждем ожида* "
        "отмен* списа* списыв* потеря* заблокир* аккаунт* заказ* доставк* посылк* оплат* счет* счёт* рейс* "
        "билет* приложени* чемодан* багаж* лежит упал* не_работа* не_могу не_может не_включа* потёк потек "
        "течёт течет перепута* не_ту не_тот брак* испор* холодн* хам* нахам* сел_ медленн* тормоз* "
        "без_интернета без_связи связь сигнал* роутер* пароль* дважды отписк* останавлива* вольт* гаранти* "
        "курьер* обновлени* половин* недел* включил* жёг прож* обжёг отказ* отклон* забан* без_причины "
        "бросил* соседу другим другому спам* названив* хватит_звонить не_дошл* не_дошёл не_пришл* не_пришёл "
        "не_доехал не_появил* не_было_отоп* грязн* плесен* просроч* пуст* порван* царапин* шум* пятн* глюч* "
        "лага* взлом* украл* навязал* скрыт* не_тот_размер нет_в_наличии кончил* греется шата* облез* ржав* "
        "застрял* перегре* не_исправ* болт_в волос_в сервер* так_и_нет не_прошла трещин* треснул* пахнет "
        "воня* запах бензин* без_спроса вдвое вышел продал продали протека* не_открыва* не_груз* не_заход* "
        "не_приход* не_вижу не_получа* не_дают не_хватает отвал* оторв* лопну* капает скрип* дорож* подняли "
        "поднял_мне повысил* навяз* скрыл* обещали обещал врут вранье враньё обману* просрочен* тухл* сыр* "
        "подгор* таракан* мыш* волос неправильн* неверн* несовместим* жалоб* жалуюсь надоели достали бесит "
        "раздраж* плохо плохой ужасно исчез* пропал* молчит молчат искры снимают снял сняли обрыва* лаг* "
        "висит сброс* удалил* перепродал* деньги_ушли на_балансе_ноль чужой чужие уберите_меня из_рассылки "
        "грязь коричнев* так_и_не",
        "tr": "sorun* problem* hata* bozuk* bozul* bozdu arıza* çalışmıyor açılmıyor açılamıyor giremiyor* gelmedi "
        "gelmiyor gecik* bekliyor* iptal* kayıp kaybett* kayb* yanlış kargo* sipariş* hesab* hesap* ödeme* "
        "fatura* uygulama* şikayet* şikâyet* mağdur* ulaşam* kaçır* sızdır* kırık kırıl* çöktü çök* atıyor "
        "soğuk eksik yavaş kaba çekti çekil* kesil* kesinti* internet_yok çekim* sinyal* modem* bavul* uçuş* "
        "bilet* kurye* paket* durdur* hazır_cevap iki_kez garanti* volt* şifre* güncelleme* açıldı mahv* dona "
        "donuyor dondu tıkan* reddedil* reddett* engel* kapattı kapatıldı atılıyorum başkasına komşuya "
        "sebep_yokken sebepsiz spam aramayı_bırak rahatsız_et* ulaşmadı varmadı gözükm* görünmüyor yanmadı "
        "soğutm* ısınm* pis kirli küf* tarihi_geç* boş yırtık çizik gürültü* leke* takıl* kasıyor yavaşla* "
        "hack* çalındı karış* mahsur_kal* zam_ gizli_ücret yanlış_beden dar_geldi beden_* tükend* stokta_yok "
        "düşük_ düzeltmez* düzelmedi kopuyor koptu eridi şişti paslan* kaldık duruyor eziyet çatlak çatla* "
        "koku* kok* benzin sormadan iki_katı çıkıp_gitti satmış sızdı sızıyor çalışmaz çalışmadı durdu "
        "bozulmuş düştü yırtıldı ezik kırılmış patladı damlıyor gıcırdıyor takırdıyor pahalı zam zamlı "
        "artırmış yükseltmiş izinsiz gizli yalan kandır* söz_verdi verilmedi gecikmiş bayat çürük çiğ yanmış "
        "dökülmüş hamam_böceği fare kıl eksikti yanlışlıkla hatalı uyumsuz şikayetçi bıktım usandım "
        "sinir_bozucu can_sıkıcı kötü beceriksiz silinmiş kayboldu yok_oldu ulaşmıyor bağlanmıyor açmıyor "
        "almıyor göndermiyor vermiyor yapmıyor olmuyor bitmiyor inmiyor yüklenmiyor kesiliyor tahsil tutarsız "
        "fazladan para_gitti bakiye_sıfır başkasının listenizden çıkarın ücret_almış kesmiş pislik "
        "yükleme_yaptım gösteriyor_başka kahverengi",
        "fr": "problème* erreur* panne* cassé* bloqu* perdu* retard* annul* attend* attente compte* commande* "
        "livraison* livreur* colis paiement* factur* débit* prélev* vol_ billet* fonctionne* marche_pas "
        "marche_plus marche_en fuit fuite* défectueu* abîm* fichu* mauvais_modèle mauvais_produit manque* "
        "froid* lent* grossier* impoli* déconnect* connecter sans_internet sans_réseau réseau signal box_ "
        "bagage* valise* appli deux_fois mise_à_jour arrêt* garantie volts abandonné plante_ planté bug* fige "
        "gèle gelé plante* refus* rejet* banni* au_lieu_de sans_raison sans_aucune_raison spam* harcel* "
        "arrêtez_de jamais_arrivé* jamais_reçu* pas_arrivé* pas_reçu* sale sales moisi* périmé* vide déchir* "
        "rayé* bruit bruyant* tache* suspendu* piraté* volé mauvaise_taille rupture_de_stock chauffage_coup* "
        "resté_coupé coupé* pas_d'eau à_d'autres jette jettent éject* surchauff* rouill* coincé* ne_corrige* "
        "inadmissible* vis_dans cheveu_dans erroné* doublon* fend* fissur* odeur essence sente sent_mauvais "
        "sans_demander le_double est_parti vendu_mon augmenté* hausse arraché tombé* déchiré lâché goutte "
        "grince trop_cher abusif caché* mensong* menti promis devait périmé pourri cru brûlé renversé cafard "
        "rat cheveu incorrect* incompatible plainte plaindre marre ras-le-bol énerv* agaç* mauvais* nul nulle "
        "disparu* volatilis* étincelle* ne_marche ne_fonctionne ne_s'ouvre ne_charge ne_s'allume impossible "
        "inutilisable injoignable coupure* saccad* renvoyer prennent_toujours prélèvent expliquez "
        "l'argent_est_parti solde_est quelqu'un_d'autre retirez-moi de_votre_liste dégoûtants cafards marron "
        "jamais_venu facturé",
        "pt": "problema* erro* defeito* quebr* trav* caiu caindo perd* atras* cancel* esper* conta_ minha_conta "
        "pedido* entrega* entregador* pacote* pagament* fatura* cobr* voo* app* funciona* chegou estrag* "
        "vaza* errado errada faltou falta frio fria lent* gross* desloga* entrar_na entrar_no sem_internet "
        "sem_sinal sinal roteador* mala* bagage* duas_vezes não_liga não_desliga atualizaç* garantia volts "
        "resposta_pronta semanas abandon* ligou_sozinha congel* trava* recus* rejeit* baniu banid* bloque* "
        "em_vez_de sem_motivo spam parem_de_me não_chegou nunca_chegou nunca_apareceu não_apareceu suj* mofo "
        "vencid* vazio rasgad* riscad* barulh* manch* suspens* hacke* roubad* tamanho_errado fora_de_estoque "
        "desligado_a esgotad* no_vizinho pra_outra expuls* superaquec* enferruj* preso_na presa_na não_arrum* "
        "não_conserta* parafuso_no cabelo_no não_saiu rachad* trinc* cheira* gasolina sem_pedir o_dobro "
        "saiu_da vendeu_meu aument* subiu quebrad* solt* caiu_o rasg* pinga range caro abusiv* escondid* "
        "mentira mentiu prometeu prometeram estragad* cru queimad* derram* barata rato cabelo incorret* "
        "incompatível reclam* cansada_de cansado_de irrit* ruim ruins sumiu desaparec* faísca não_funciona "
        "não_abre não_carrega não_entra não_consigo impossível inutilizável instável picota ainda_cobram "
        "ainda_tiram expliquem atendente_saiu dinheiro_sumiu saldo_é outra_pessoa me_tirem da_lista imundo "
        "marrom matrícula",
        "zh": "不能 无法 打不开 登不上 停不下来 没有网 没网 断网 问题 错误 故障 坏了 搞坏 坏掉 延误 取消 等了 弄丢 丢了 扣款 扣了 多扣 账号 账户 订单 快递 物流 付款 投诉 还没 没消息 "
        "没送 漏水 发错 错了 踢下线 崩了 卡死 闪退 凉了 少了 信号 态度 慢 毁了 摔 烫 模板 路由器 行李 航班 没人通知 开机 不工作 不了 没写 踢出 卡住 卡顿 死机 拒绝 被拒 封号 封了 "
        "无缘无故 骚扰 没到账 没收到 没到货 给了别人 给了邻居 不对 没有暖气 没热水 没水 没电 脏 发霉 过期 破了 划痕 噪音 吵 污渍 被盗 断货 缺货 串货 发烫 生锈 卡在 不处理 螺丝 头发 "
        "虫子 异物 第三次 不给退 降价 收了钱 乱扣 延迟 掉线 停机 白等 被坑 黑屏 蓝屏 闪屏 尺码 裂 漏 坏 破 丢 扣 骗 崩 臭 涨价 错 缺 烂 断 毁 汽油味 异味 火花 没问我 两倍 "
        "直接走 卖给 用不了 开不了 连不上 收不到 找不到 看不了 付不了 退不了 寄到哪里 给个解释 解释 涨 贵得 虚假 谎 承诺 变质 没熟 糊了 老鼠 不符 不兼容 抱怨 烦死 烦人 受不了 消失 "
        "不见了 没了 乱收 每月扣 取消了 什么都没有 白买 花屏 噪 炸了 收了我 钱没了 余额 别人的 删掉 名单 蟑螂 棕色 滴水 一直没来 漫游费 没来 钱也收 多收 认真的吗",
        "es": "problema problemas error fallo falla roto perdido retraso cancelado esperando cuenta pedido entrega "
        "paquete pago factura vuelo funciona",
        "de": "problem probleme fehler kaputt störung verloren verspätung storniert warte konto bestellung "
        "lieferung paket zahlung rechnung flug funktioniert",
        "it": "problema problemi errore guasto rotto perso ritardo cancellato aspetto account ordine consegna pacco "
        "pagamento fattura volo funziona",
        "ar": "مشكلة خطأ عطل تأخير متأخر الغاء انتظار حساب حسابي طلب توصيل دفع فاتورة رحلة يعمل",
        "hi": "problem dikkat error kharab late cancel wait account order delivery payment समस्या खराब",
        "ja": "できない ません エラー 不具合 壊れ 遅延 遅れ キャンセル 届かない 届きません 繋がらない アカウント 注文 配送",
    },
    "unheard": {
        "en": "nobody_answers no_one_answers nobody_picks nobody_replies no_one_replies nobody_calls no_one_calls "
        "no_answer no_reply no_response no_call never_answer* never_repl* doesn't_answer does_not_answer "
        "ignore* ignoring unanswered no_one_tells nobody_tells no_one_cares nobody_cares on_hold call_back "
        "canned still_waiting still_no still_nothing no_news nothing_back got_nothing heard_nothing "
        "haven't_heard not_a_word zero_reply left_on_read written_to emails_and sent_emails three_emails "
        "four_emails keep_ignoring passed_around no_one_helps nobody_helps bot_only only_a_bot",
        "ru": "никто_не не_отвеча* не_берёт не_берет не_перезван* не_перезвон* игнор* без_ответа тишина ни_ответа "
        "до_сих_пор всё_ещё_нет никто_ничего отписку вишу_на ни_строчки ни_слова ноль_реакции молчат молчит "
        "отписк* динам* футбол_ят никому_не_нужен не_реагир*",
        "tr": "kimse_telefona kimse_cevap kimse_bilgi kimse_aram* cevap_yok dönüş_yok cevap_ver* dönmüyor* "
        "aramıyor* umursam* ses_yok ses_seda arayan_soran haber_yok hâlâ_yok hala_yok ulaşamıyor* geri_dönen "
        "dönen_olmadı dönen_yok tek_satır yanıt_yok yanıt_ver* yazdım_cevap görmezden oyalıyor* muhatap "
        "bot_cevap ilgilenmiyor* ilgilenen_yok",
        "fr": "personne_ne pas_de_réponse aucune_réponse sans_réponse ne_répond* jamais_répondu ignor* "
        "toujours_rien toujours_pas rappeler_hier devait_me injoignable* au_téléphone_avec pas_une_ligne "
        "aucun_retour sans_nouvelle* aucune_nouvelle silence_radio laissé_sans baladé* personne_n'aide",
        "pt": "ninguém_atende ninguém_responde ninguém_fala ninguém_retorna ninguém_resolve sem_resposta "
        "não_respond* não_atend* não_retorn* ignor* nenhuma_resposta até_agora_nada e_nada ficou_de "
        "não_veio_uma_linha nenhum_retorno sem_retorno silêncio_total me_enrolam ninguém_ajuda só_robô "
        "deixaram_no_vácuo",
        "zh": "没人接 没人回 没有人回 没人理 没人回答 不回复 没回复 不回我 不理 没有回音 没人管 到现在没 一直没 一个字都没回 没回音 石沉大海 不闻不问 踢皮球 没人处理 没人帮 只有机器人 已读不回 "
        "都没回",
    },
    "money": {
        "en": "money_back my_money refund* chargeback charged_me charged_twice overcharged double-charged "
        "took_my_money scam* fraud* stole*",
        "ru": "верните_деньги верните_мои вернуть_деньги мои_деньги возврат* списал* обман* мошенн* украли",
        "tr": "paramı para_iade iade* param_ ücretimi geri_istiyorum para_çek* dolandır* fazla_ücret",
        "fr": "rembours* mon_argent débité* prélevé* arnaque* escroc* volé_",
        "pt": "meu_dinheiro reembols* estorn* cobrou cobraram cobrança_ golpe* roub*",
        "zh": "退款 退钱 钱退 扣了我 多扣 骗子 骗钱 还我钱",
    },
    "leaving": {
        "en": "never_again never_buying never_buy switching_from switching_to leaving_for cancelling_my cancel_my "
        "had_enough last_time i_am_done i'm_done done_with lawyer sue_you suing unplug avoid close_my_account "
        "closing_my delete_my_account deleting_my cancel_my_subscription taking_my_business lost_a_customer "
        "lost_me",
        "ru": "больше_никогда никогда_больше ухожу_из ухожу_от ухожу_к расторг* адвокат* в_суд не_покупайте надоел* "
        "последний_раз закрываю_счёт закрываю_счет закрою_счёт удаляю_аккаунт удаляю_приложение "
        "потеряли_клиента отписываюсь",
        "tr": "bir_daha_asla bir_daha_almam çıkıyorum geçiyorum bırakıyorum aboneliğimi iptal_edi* avukat* dava_aç* "
        "uzak_durun yeter_artık son_kez hesabımı_kapat* üyeliğimi_iptal silerim siliyorum "
        "müşterinizi_kaybett*",
        "fr": "plus_jamais je_quitte je_pars résili* avocat* porter_plainte j'en_ai_assez à_fuir fuyez "
        "dernière_fois je_ferme_mon_compte ferme_mon_compte je_supprime perdu_un_client me_désabonne",
        "pt": "nunca_mais vou_sair vou_cancelar cancelar_minha advogado* processar procon cansei última_vez fujam "
        "fecho_a_conta fechar_a_conta fechar_minha_conta excluir_minha perderam_um_cliente",
        "zh": "再也不 不再买 受够 换到 换一家 律师 起诉 投诉你 别买 大家别 最后一次 销户 注销 卸载 退会员 失去一个客户",
    },
    "outrage": {
        "en": "unacceptable disaster awful terrible horrible worst disgusting ridiculous pathetic shame shameful "
        "ashamed disgrace* joke useless garbage rubbish crap furious angry scary unbelievable disappoint* "
        "ruined",
        "ru": "недопустимо ужас* отвратительн* кошмар* позор* безобраз* хуже_сервиса худш* хамств* бардак* бесит "
        "злой зол в_ярости издевательств* разочаров* страшно",
        "tr": "rezalet* berbat* korkunç* kabul_edilemez yazıklar_olsun utanç* en_kötü inanılmaz_kötü saçmalık "
        "kepaze* sinirli* kızgın* skandal* hayal_kırıklığı",
        "fr": "inacceptable* catastroph* horrible* horreur honte honteu* scandaleu* lamentable* nul_ nulle pire_ "
        "furieu* déception déçu* inadmissible* dégoût*",
        "pt": "inaceitável absurdo péssim* horrível pior_ vergonha vergonhos* ridícul* lixo furios* decepç* "
        "decepcion* assustador* descaso nojo",
        "zh": "不能接受 垃圾 太差 很差 最差 可怕 失望 丢人 气死 生气 恶心 差劲 无语 坑人 离谱",
    },
    "denial": {
        "en": "not no can't cannot won't don't doesn't isn't didn't haven't hasn't wasn't never still since nobody "
        "nothing no_one without",
        "ru": "не нет никак никто ничего без",
        "tr": "değil yok hala hâlâ hiç olmuyor kimse",
        "fr": "pas plus jamais toujours personne rien aucun aucune sans",
        "pt": "não nao nunca ainda ninguém nada sem nenhum",
        "zh": "不 没",
        "es": "no nunca todavía aún",
        "de": "nicht kein keine immer seit",
        "it": "non mai ancora",
        "ar": "لا ما مش لم",
        "hi": "nahi nhi नहीं",
        "ja": "ない ません",
    },
    "own": {
        "en": "i i'm i've i'd my me we we're we've our us mine im ive mum's son",
        "ru": "я мне меня мой моя мое моё мои моего мы нам нас наш",
        "tr": "ben bana benim beni bende benden biz bize bizim bizi annem babam oğlum oğlumu kızım eşim param "
        "paramı hesabım hesabımı siparişim siparişlerim siparişlerimi kargom paketim telefonum bavulum "
        "bavulumu uçuşumuz uçuşum faturam evde bekliyorum istiyorum sinirliyim kızgınım",
        "fr": "je j'ai j me mon ma mes moi nous notre",
        "pt": "eu meu minha meus minhas me mim nós nosso comigo",
        "es": "yo mi mis me mí nosotros nuestro conmigo tengo",
        "de": "ich mein meine meinen mir mich wir uns unser",
        "it": "io mio mia miei mie mi noi nostro ho",
        "ar": "انا أنا عندي لي حسابي طلبي",
        "hi": "mera meri mere main mujhe hum hamara मेरा मेरी मुझे",
        "zh": "我",
        "ja": "私 僕 俺 うち",
    },
    "you": {
        "en": "you your you're yours u ur",
        "ru": "вы вас вам ваш ваша ваше ваши вами",
        "tr": "siz size sizin sizi sizden güncellemeniz misiniz musunuz mısınız müsünüz",
        "fr": "vous votre vos",
        "pt": "vocês voces vcs você voce vc seu_atendimento de_vocês",
        "zh": "你们 贵司 您",
    },
    "thanks": {
        "en": "thanks thank thx ty cheers congrats congratulations love",
        "ru": "спасибо благодарю люблю поздравляю",
        "tr": "teşekkür teşekkürler sağol sağolun tebrikler seviyorum",
        "fr": "merci bravo félicitations adore",
        "pt": "obrigado obrigada valeu parabéns amo",
        "es": "gracias felicidades encanta",
        "de": "danke dankeschön glückwunsch liebe",
        "it": "grazie complimenti adoro",
        "ar": "شكرا مبروك",
        "hi": "dhanyavaad shukriya thanks धन्यवाद",
        "zh": "谢谢 感谢 恭喜",
        "ja": "ありがとう おめでとう",
    },
    "praise": {
        "en": "love loved loving best great smooth friendly lovely perfect happy awesome excellent amazing "
        "wonderful simple easy quick nice cutest yum tasty delicious sunset memories voted fun enjoy*",
        "ru": "обожа* люблю лучш* отличн* прекрасн* приветлив* рад_ рада довол* удобн* супер класс* быструю чудесн* "
        "вкусно закат воспоминани* признан весел*",
        "tr": "sevdim seviyorum en_iyi harika mükemmel süper memnun* güler_yüzlü rahat kolay* hızlı güzel tatlı mis "
        "lezzetli gün_batımı anılar teşekkürler seçildi eğlenc*",
        "fr": "adore meilleur* super superbe sympa parfait* génial* excellent* tranquille simple rapide content* "
        "adorable miam délicieu* coucher_de_soleil souvenirs élu amus*",
        "pt": "amo adorei melhor ótim* simpátic* perfeit* excelente* maravilh* tranquil* fácil rápid* feliz lindo "
        "linda delícia pôr_do_sol lembranças eleito divertid*",
        "zh": "喜欢 最值 很稳 亲切 精彩 满意 好用 方便 简单 很快 这么快 推荐 完美 可爱 真香 好吃 日落 回忆 当选 好玩",
    },
    "fine": {
        "en": "no_problem no_problems no_issue no_issues no_fuss without_problems without_a_hitch not_a_problem "
        "no_trouble",
        "ru": "без_проблем без_хлопот без_сбоев нет_проблем",
        "tr": "sorunsuz* sorun_yok problemsiz* sorun_yaşamadım",
        "fr": "sans_problème sans_souci sans_histoire aucun_problème pas_de_problème pas_de_souci",
        "pt": "sem_problema sem_problemas sem_erro nenhum_problema sem_atraso",
        "es": "sin_problemas sin_problema ningún_problema",
        "de": "kein_problem keine_probleme ohne_probleme problemlos*",
        "it": "nessun_problema senza_problemi",
        "zh": "没问题 没有问题 没出问题 没毛病",
        "ja": "問題ない 問題なく 問題ありません",
    },
    "public": {
        "en": "anyone_else anybody_else does_anyone does_anybody anyone_here anybody_here who_else has_anyone "
        "you_should what_do_you_think what_do_you_all what_do_you_have what_are_you which who whose wants_to",
        "ru": "кто-нибудь_польз* кто_ещё кто_еще у_кого какой_лучше какой_красивее что_думаете попробуй "
        "что_вы_едите что_вы_пьёте а_вы кто кто-то какой какая чей",
        "tr": "kullanan_var_mı kullanan_kimse başka_kimse bilen_var_mı hangisi daha_güzel_mi denemelisin sizce "
        "ne_yersiniz ne_içersiniz siz_ne hangi kim kimler kimin",
        "fr": "quelqu'un_ici qui_d'autre qui_attend laquelle lequel tu_devrais qui_a_une qu'en_pensez "
        "vous_prenez_quoi et_vous qui quelle quel",
        "pt": "alguém_aqui quem_mais qual_é_mais qual_o_melhor quem_tem você_devia o_que_acham o_que_vocês_comem "
        "e_vocês quem qual",
        "zh": "有人也 有人旅行 还有谁 谁的 哪个好 好看还是 你该试 大家觉得 大家早餐 大家都 你们都吃 谁去 哪个 谁想",
    },
    "news": {
        "en": "shares stock* announces announced launches opens analysts court rules_against earnings results ceo "
        "hiring we_are_hiring sponsors wins award union strike review photo according percent code discount "
        "off merger revenue quarter expectations regulator clears reveals trailer campaign tournament",
        "ru": "акци* объявил* открывает аналитик* суд_ отчёт* отчет* директор* ищет_инженер* спонсир* премию "
        "профсоюз* забастовк* сообщил* обзор* фото скидк* код* прибыл* выручк* квартал* ожидания регулятор "
        "трейлер* кампани* турнир*",
        "tr": "hisse* duyurdu açıkladı açıyor analist* mahkeme* dava_sonuc* ceo* sponsor* ödül* sendika* grev* "
        "arıyor_mühendis mühendis_arıyor inceleme* fotoğraf* indirim* kod* halka_açıl* yüzde çeyrek* "
        "beklentileri kurulu fragman* kampanya* turnuva*",
        "fr": "action_ actions annonce ouvre analystes tribunal résultats patron recrute parraine prix_de syndicat "
        "grève test_de photo code bourse selon trimestre attentes régulateur bande-annonce campagne tournoi",
        "pt": "ações anuncia abre analistas tribunal balanço presidente contrata patrocina prêmio sindicato greve "
        "review foto cupom bolsa diz_sindicato segundo trimestre expectativas órgão trailer campanha torneio",
        "zh": "股价 财报 宣布 将在 分析师 法院 总裁 招工程师 招聘 赞助 获得 工会 罢工 评测 照片 九折 优惠 上市 演讲 季度 超预期 监管 预告片 新广告 比赛 合并",
    },
    "matter": {
        "en": "return returns exchange warranty price cost fee fees opening hours shop store size room card account "
        "app website site checkout server servers subscription voucher gift_card contract plan tariff update "
        "delivery seat meal heating wifi key password library menu parts manual battery screen charger",
        "tr": "iade değişim garanti fiyat ücret saat mağaza beden oda odamız odayı kart kartım kartımı hesabım "
        "uygulama site sitesi sunucu* abonelik* sözleşme tarife teslimat koltuk kalorifer şifre kütüphane "
        "menü parça batarya ekran şarj kahvaltı ödeme süresi",
        "ru": "возврат* обмен* гаранти* цен* стоимост* магазин* размер* номер* карт* счёт счета приложени* сайт* "
        "сервер* подписк* договор* тариф* доставк* место отопление пароль библиотек* меню запчаст* батаре* "
        "экран зарядк* срок* оплат*",
        "fr": "retour* échange* garantie prix frais horaire* magasin* taille* chambre* carte compte appli site "
        "serveur* abonnement* contrat forfait* livraison siège chauffage wifi clé bibliothèque menu pièce* "
        "batterie écran chargeur délai*",
        "pt": "devolução troca garantia preço taxa* horário loja* tamanho quarto cartão conta app site servidor* "
        "assinatura* contrato plano tarifa entrega assento aquecimento wifi senha biblioteca cardápio peça* "
        "bateria tela carregador prazo*",
        "zh": "退换 换货 保修 价格 费用 营业 门店 尺码 房间 卡 账户 网站 服务器 会员 合同 套餐 配送 座位 暖气 密码 菜单 零件 电池 屏幕 充电 几天 多少钱 怎么换 运费",
    },
    "again": {
        "en": "again third_time second_time every_time every_five always for_weeks for_days all_night all_day since "
        "twice four_times once_more another_day still five_minutes three_times",
        "tr": "yine üçüncü ikinci_kez her_seferinde sürekli haftalardır günlerdir bütün_gece tüm_gün beri hâlâ hala "
        "dört_mail beş_dakikada defalarca kaçıncı üç_kez iki_kere",
        "ru": "опять снова третий_раз второй_раз каждый_раз постоянно каждые неделями днями всю_ночь весь_день "
        "до_сих сколько_можно три_раза",
        "fr": "encore troisième_fois deuxième_fois chaque_fois sans_cesse toujours depuis toute_la_nuit "
        "toute_la_journée cinq_minutes trois_fois deux_fois",
        "pt": "de_novo terceira_vez segunda_vez toda_vez toda_hora sempre há_semanas há_dias a_noite_toda "
        "o_dia_todo desde cinco_minutos vive_ três_vezes duas_vezes",
        "zh": "又 第三次 第二次 每次 一直 总是 整晚 整天 好几天 好几周 每五分钟 到现在 三次 两次",
    },
}
