"""Words of danger, in one place: by which people say that somebody may come to harm, and that something grave has happened to them.

`HARM` is what a page opens with and what the inbox calls safety (`danger.py`). `GRAVE` is more, and only asks for an answer
(`alertd/intake/needs_answer.py`): a cockroach in the soup, a stolen card. `DAMAGE` is what was done to a thing of theirs, a ruined worktop, and
only says that the anger about it is no small talk. Our own lists.
"""

from __future__ import annotations

#: Whole words; in Russian and Turkish their beginnings, in Chinese and Arabic wherever they stand.
HARM = {
    "en": "fire fires flames smoke smokes smoked smoking burn burns burned burnt burning injured injury injuries hurt danger dangerous unsafe "
    "explode explodes exploded explosion shock shocks shocked electrocuted poisoned poisoning allergic choked choking hospital recall recalled "
    "melted melting sparks sparking overheats overheated overheating scalded toxic",
    "ru": "пожар дым горит горел загорел обжгл обжег обжёг ожог опасн травм взорвал взрыв удар током отравил отравлен больниц искр плавит расплав",
    "tr": "yangın duman yandı yanıyor yanık yaktı yaralandı tehlike patla çarptı zehirlen hastane alev kıvılcım eridi",
    "fr": "incendie feu fumée fume brûlé brûlée brûler brûlure blessé blessée danger dangereux dangereuse explosé explose explosion "
    "électrocuté électrocutée intoxiqué intoxication hôpital étincelles fondu surchauffe toxique",
    "pt": "incêndio fogo fumaça fumo queimou queimando queimado queimadura ferido ferida perigo perigoso perigosa explodiu explode explosão "
    "choque intoxicado intoxicação hospital faíscas derreteu superaqueceu tóxico",
    "zh": "着火 起火 冒烟 烧伤 烧焦 受伤 危险 爆炸 触电 中毒 医院 漏电 火花",
    "ar": "حريق حرق احترق دخان خطر خطير انفجر انفجار صعق تسمم مستشفى إصابة شرر",
}

#: As the lists of needs_answer are written: `*` ends a beginning, `_` joins a phrase.
GRAVE = {
    "en": "fire smoke smoking burn* injur* hurt dangerous unsafe explod* shock* poison* hospital recall* electrocut* caught_fire "
    "on_fire boiled_dry allergic sick ill vomit* mould glass_in screw insect* rash choking smell_of_gas spark* exploded "
    "swollen nail_in hair_in food_poison* felt_unsafe hives allergic_reaction in_hospital is_in_hospital broke_his_arm "
    "choked bruised stalk* followed_me where_i_live overheated burned_my burnt_my cut_my_hand carbon_monoxide gas_leak "
    "poisoning my_data my_passport stolen_card card_stolen get_hurt gets_hurt someone_will_get heart_monitor medical_device "
    "started_smoking smoking_again data_safe shock bruise bruises in_pain bleeding fainted dizzy faint fever",
    "ru": "пожар* дым* загор* горит обжёг* обжег* сжёг сжег прожг* ожог* опасн* травм* взорв* током отрав* больниц* стало_плохо "
    "отравил* тошн* рвот* стекл* болт* насеком* таракан* аллерги* искр* запах_газа плесень волос* было_страшно страшно сыпь "
    "в_сыпи в_больнице подавил* задохн* следил_за где_я_живу обожгла обожгло утечка_газа кардиомонитор украли_карту "
    "карту_украли мои_данные паспорт* кто-нибудь_упадёт упадёт ударило_током задымился задымилась больно кровь опух* рвота "
    "рвало обморок кружится температура_у",
    "tr": "yangın* duman* yandı yanıyor* yaktı yaral* tehlike* patla* çarptı zehirlen* hastane* alev* elektrik_çarp* hasta_et* "
    "hastaland* kus* cam_çıktı vida* böcek* kurt_çıktı alerji* kıvılcım* gaz_kokusu şişti küflü kıl_çıktı güvende_hisset* "
    "kabardı döküntü alerji_oldu alerjisi_oldu hastanedeyiz hastanelik boğul* nefes_alam* takip_etti evimi_sor* yandı_elim "
    "elimi_yaktı gaz_kaçağı kalp_cihazı kartım_çalındı kimlik_bilgi* verilerim pasaport* birisi_düşecek biri_düşecek "
    "yaralan* çarptı_elektrik duman_çık* ağrım kanıyor şişti_yüz şişti_ağz kustu bayıldı baş_dönmesi ateşlendi",
    "fr": "incendie* fumée brûl* bless* dangereu* explos* électrocut* intoxiqu* hôpital malade malades vomi* verre_dans vis_ "
    "trouvé_une_vis insecte* allergi* étincelle* odeur_de_gaz moisissure cheveu* intoxication pas_rassurée "
    "pas_du_tout_rassuré* pas_en_sécurité couvert_de_boutons urticaire allergie à_l'hôpital étouff* suivie où_j'habite "
    "brûlée_à brûlé_la fuite_de_gaz moniteur_cardiaque carte_volée mes_données passeport va_se_blesser se_blesser à_fumer "
    "j'avais_mal saigne gonflé vomi évanoui* vertige fièvre_après",
    "pt": "incêndio* fumaça fumo queim* ferid* perigos* explod* choque* intoxic* hospital* doente* vomit* vidro_no parafuso* "
    "inseto* barata* alergi* faísca* cheiro_de_gás mofo cabelo* passou_mal intoxicação insegura inseguro empolado alergia_a "
    "alérgic* no_hospital engasgou sufoc* me_seguiu onde_eu_moro queimei vazamento_de_gás monitor_cardíaco roubaram_meu "
    "cartão_roubado meus_dados passaporte vai_se_machucar se_machucar choque_elétrico soltar_fumaça intoxica* com_dor "
    "sangrando inchou inchad* vomitou desmaiou tontura febre_depois",
    "zh": "着火 起火 烧了厨房 冒烟 烧伤 烧坏 烧了 受伤 危险 爆炸 触电 电到 中毒 医院 漏电 生病 吐了 拉肚子 玻璃 螺丝 虫 蟑螂 过敏 火花 煤气味 发霉 头发丝 异物 很害怕 害怕 疹子 进医院 住院 噎 窒息 跟踪 问我住哪 "
    "烫了手 烫伤 煤气泄漏 监护仪 卡被偷 被偷 信息安全 我的信息 护照 有人受伤 冒烟了 召回吗 我说疼 流血 肿了 呕吐 晕倒 头晕 发烧",
}

#: As `GRAVE` is written.
DAMAGE = {
    "en": "ruin* destroy* wrecked damaged scratched stained shattered warped flooded tore_my",
    "ru": "испорт* уничтож* разруш* поцарап* сломал* разбил* залил* затопил* повред* угробил* загубил*",
    "tr": "mahvet* bozdu berbat_et* çizdi çizik* parçaladı kırdı zarar_ver* lekele* deldi",
    "fr": "abîm* détrui* ruiné ruinée gâché gâchée rayé rayée taché tachée endommag* inondé inondée",
    "pt": "estrag* destru* arruin* danific* riscou manchou inundou rasgou",
    "zh": "毁了 弄坏 损坏 刮花 划坏 染色 泡坏 砸坏",
    "ar": "أتلف* أفسد* خرب* دمر* تلف*",
}
