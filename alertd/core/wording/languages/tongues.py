"""What the languages of posts are called, by the reader's language: "Chinese" to one, "Çince" to another. As Unicode's CLDR 47 has them. Pure."""

from __future__ import annotations

from alertd.model.languages import base

_READERS = ("en", "ru", "tr", "fr", "pt", "zh", "ar")
#: A tag, and its names in the order of the readers.
_TABLE = """
aa|Afar|афарский|Afar|afar|afar|阿法尔语|الأفارية
ab|Abkhazian|абхазский|Abhazca|abkhaze|abcázio|阿布哈西亚语|الأبخازية
af|Afrikaans|африкаанс|Afrikaanca|afrikaans|africâner|南非荷兰语|الأفريقانية
ak|Akan|акан|Akan|akan|akan|阿肯语|الأكانية
am|Amharic|амхарский|Amharca|amharique|amárico|阿姆哈拉语|الأمهرية
ar|Arabic|арабский|Arapça|arabe|árabe|阿拉伯语|العربية
as|Assamese|ассамский|Assamca|assamais|assamês|阿萨姆语|الأسامية
ay|Aymara|аймара|Aymara|aymara|aimará|艾马拉语|الأيمارا
az|Azerbaijani|азербайджанский|Azerbaycan dili|azerbaïdjanais|azerbaijano|阿塞拜疆语|الأذربيجانية
ba|Bashkir|башкирский|Başkırtça|bachkir|bashkir|巴什基尔语|الباشكيرية
be|Belarusian|белорусский|Belarusça|biélorusse|bielorrusso|白俄罗斯语|البيلاروسية
bg|Bulgarian|болгарский|Bulgarca|bulgare|búlgaro|保加利亚语|البلغارية
bi|Bislama|бислама|Bislama|bichelamar|bislamá|比斯拉马语|البيسلامية
bn|Bangla|бенгальский|Bengalce|bengali|bengali|孟加拉语|البنغالية
bo|Tibetan|тибетский|Tibetçe|tibétain|tibetano|藏语|التبتية
br|Breton|бретонский|Bretonca|breton|bretão|布列塔尼语|البريتونية
bs|Bosnian|боснийский|Boşnakça|bosniaque|bósnio|波斯尼亚语|البوسنية
ca|Catalan|каталанский|Katalanca|catalan|catalão|加泰罗尼亚语|الكتالانية
ceb|Cebuano|себуано|Sebuano dili|cebuano|cebuano|宿务语|السيبيوانية
chr|Cherokee|чероки|Çerokice|cherokee|cheroqui|切罗基语|الشيروكي
ckb|Central Kurdish|центральнокурдский|Orta Kürtçe|sorani|curdo central|中库尔德语|السورانية الكردية
co|Corsican|корсиканский|Korsikaca|corse|corso|科西嘉语|الكورسيكية
crs|Seselwa Creole French|сейшельский креольский|Seselwa Kreole Fransızcası|créole seychellois|crioulo francês seichelense|塞舌尔克里奥尔语|الفرنسية الكريولية السيشيلية
cs|Czech|чешский|Çekçe|tchèque|tcheco|捷克语|التشيكية
cy|Welsh|валлийский|Galce|gallois|galês|威尔士语|الويلزية
da|Danish|датский|Danca|danois|dinamarquês|丹麦语|الدانمركية
de|German|немецкий|Almanca|allemand|alemão|德语|الألمانية
dv|Divehi|мальдивский|Divehi dili|maldivien|divehi|迪维希语|المالديفية
dz|Dzongkha|дзонг-кэ|Dzongkha|dzongkha|dzonga|宗卡语|دزونكا
ee|Ewe|эве|Ewe|éwé|ewe|埃维语|الإيوي
el|Greek|греческий|Yunanca|grec|grego|希腊语|اليونانية
en|English|английский|İngilizce|anglais|inglês|英语|الإنجليزية
eo|Esperanto|эсперанто|Esperanto|espéranto|esperanto|世界语|الإسبرانتو
es|Spanish|испанский|İspanyolca|espagnol|espanhol|西班牙语|الإسبانية
et|Estonian|эстонский|Estonca|estonien|estoniano|爱沙尼亚语|الإستونية
eu|Basque|баскский|Baskça|basque|basco|巴斯克语|الباسكية
fa|Persian|персидский|Farsça|persan|persa|波斯语|الفارسية
fil|Filipino|филиппинский|Filipince|filipino|filipino|菲律宾语|الفلبينية
fi|Finnish|финский|Fince|finnois|finlandês|芬兰语|الفنلندية
fj|Fijian|фиджи|Fiji dili|fidjien|fijiano|斐济语|الفيجية
fo|Faroese|фарерский|Faroe dili|féroïen|feroês|法罗语|الفاروية
fr|French|французский|Fransızca|français|francês|法语|الفرنسية
fy|Western Frisian|западнофризский|Batı Frizcesi|frison occidental|frísio ocidental|西弗里西亚语|الفريزيان
gaa|Ga|га|Ga dili|ga|ga|加族语|الجا
ga|Irish|ирландский|İrlandaca|irlandais|irlandês|爱尔兰语|الأيرلندية
gd|Scottish Gaelic|гэльский|İskoç Gaelcesi|gaélique écossais|gaélico escocês|苏格兰盖尔语|الغيلية الأسكتلندية
gl|Galician|галисийский|Galiçyaca|galicien|galego|加利西亚语|الجاليكية
gn|Guarani|гуарани|Guarani dili|guarani|guarani|瓜拉尼语|الغوارانية
gu|Gujarati|гуджарати|Güceratça|goudjarati|guzerate|古吉拉特语|الغوجاراتية
gv|Manx|мэнский|Man dili|mannois|manx|马恩语|المنكية
haw|Hawaiian|гавайский|Hawaii dili|hawaïen|havaiano|夏威夷语|لغة هاواي
ha|Hausa|хауса|Hausa dili|haoussa|hauçá|豪萨语|الهوسا
he|Hebrew|иврит|İbranice|hébreu|hebraico|希伯来语|العبرية
hi|Hindi|хинди|Hintçe|hindi|híndi|印地语|الهندية
hmn|Hmong|хмонг|Hmong|hmong|hmong|苗语|الهمونجية
hr|Croatian|хорватский|Hırvatça|croate|croata|克罗地亚语|الكرواتية
ht|Haitian Creole|гаитянский|Haiti Kreyolu|créole haïtien|haitiano|海地克里奥尔语|الكريولية الهايتية
hu|Hungarian|венгерский|Macarca|hongrois|húngaro|匈牙利语|الهنغارية
hy|Armenian|армянский|Ermenice|arménien|armênio|亚美尼亚语|الأرمنية
ia|Interlingua|интерлингва|İnterlingua|interlingua|interlíngua|国际语|اللّغة الوسيطة
id|Indonesian|индонезийский|Endonezce|indonésien|indonésio|印度尼西亚语|الإندونيسية
ie|Interlingue|интерлингве|Interlingue|interlingue|interlingue|国际文字（E）|الإنترلينج
ig|Igbo|игбо|İbo dili|igbo|igbo|伊博语|الإيجبو
ik|Inupiaq|инупиак|İnyupikçe|inupiaq|inupiaque|伊努皮克语|الإينبياك
is|Icelandic|исландский|İzlandaca|islandais|islandês|冰岛语|الأيسلندية
it|Italian|итальянский|İtalyanca|italien|italiano|意大利语|الإيطالية
iu|Inuktitut|инуктитут|İnuktitut dili|inuktitut|inuktitut|因纽特语|الإينكتيتت
ja|Japanese|японский|Japonca|japonais|japonês|日语|اليابانية
jv|Javanese|яванский|Cava dili|javanais|javanês|爪哇语|الجاوية
ka|Georgian|грузинский|Gürcüce|géorgien|georgiano|格鲁吉亚语|الجورجية
kha|Khasi|кхаси|Khasi dili|khasi|khasi|卡西语|الكازية
kk|Kazakh|казахский|Kazakça|kazakh|cazaque|哈萨克语|الكازاخستانية
kl|Kalaallisut|гренландский|Grönland dili|groenlandais|groenlandês|格陵兰语|الكالاليست
km|Khmer|кхмерский|Khmer dili|khmer|khmer|高棉语|الخميرية
kn|Kannada|каннада|Kannada dili|kannada|canarim|卡纳达语|الكانادا
ko|Korean|корейский|Korece|coréen|coreano|韩语|الكورية
ks|Kashmiri|кашмири|Keşmir dili|cachemiri|caxemira|克什米尔语|الكشميرية
ku|Kurdish|курдский|Kürtçe|kurde|curdo|库尔德语|الكردية
ky|Kyrgyz|киргизский|Kırgızca|kirghize|quirguiz|吉尔吉斯语|القيرغيزية
la|Latin|латинский|Latince|latin|latim|拉丁语|اللاتينية
lb|Luxembourgish|люксембургский|Lüksemburgca|luxembourgeois|luxemburguês|卢森堡语|اللكسمبورغية
lg|Ganda|ганда|Ganda|ganda|luganda|卢干达语|الغاندا
ln|Lingala|лингала|Lingala|lingala|lingala|林加拉语|اللينجالا
loz|Lozi|лози|Lozi|lozi|lozi|洛齐语|اللوزي
lo|Lao|лаосский|Lao dili|lao|laosiano|老挝语|اللاوية
lt|Lithuanian|литовский|Litvanca|lituanien|lituano|立陶宛语|الليتوانية
lua|Luba-Lulua|луба-лулуа|Luba-Lulua|luba-kasaï (ciluba)|luba-lulua|卢巴-卢拉语|اللبا-لؤلؤ
lv|Latvian|латышский|Letonca|letton|letão|拉脱维亚语|اللاتفية
mfe|Morisyen|маврикийский креольский|Morisyen|créole mauricien|morisyen|毛里求斯克里奥尔语|المورسيانية
mg|Malagasy|малагасийский|Malgaşça|malgache|malgaxe|马拉加斯语|الملغاشي
mi|Māori|маори|Maori dili|maori|maori|毛利语|الماورية
mk|Macedonian|македонский|Makedonca|macédonien|macedônio|马其顿语|المقدونية
ml|Malayalam|малаялам|Malayalam dili|malayalam|malaiala|马拉雅拉姆语|المالايالامية
mn|Mongolian|монгольский|Moğolca|mongol|mongol|蒙古语|المنغولية
mr|Marathi|маратхи|Marathi dili|marathi|marati|马拉地语|الماراثية
ms|Malay|малайский|Malayca|malais|malaio|马来语|الماليزية
mt|Maltese|мальтийский|Maltaca|maltais|maltês|马耳他语|المالطية
my|Burmese|бирманский|Birman dili|birman|birmanês|缅甸语|البورمية
na|Nauru|науру|Nauru dili|nauruan|nauruano|瑙鲁语|النورو
nb|Norwegian Bokmål|норвежский букмол|Norveççe Bokmål|norvégien bokmål|bokmål norueguês|书面挪威语|النرويجية بوكمال
new|Newari|неварский|Nevari|newari|newari|尼瓦尔语|النوارية
ne|Nepali|непальский|Nepalce|népalais|nepalês|尼泊尔语|النيبالية
nl|Dutch|нидерландский|Felemenkçe|néerlandais|holandês|荷兰语|الهولندية
nn|Norwegian Nynorsk|нюнорск|Norveççe Nynorsk|norvégien nynorsk|nynorsk norueguês|挪威尼诺斯克语|النرويجية نينورسك
no|Norwegian|норвежский|Norveççe|norvégien|norueguês|挪威语|النرويجية
nr|South Ndebele|южный ндебеле|Güney Ndebele|ndébélé du Sud|ndebele do sul|南恩德贝勒语|النديبيل الجنوبي
nso|Northern Sotho|северный сото|Kuzey Sotho dili|sotho du Nord|soto setentrional|北索托语|السوتو الشمالية
ny|Nyanja|ньянджа|Nyanja|chewa|nianja|齐切瓦语|النيانجا
oc|Occitan|окситанский|Oksitan dili|occitan|occitânico|奥克语|الأوكسيتانية
om|Oromo|оромо|Oromo dili|oromo|oromo|奥罗莫语|الأورومية
or|Odia|ория|Oriya dili|odia|oriá|奥里亚语|الأورية
os|Ossetic|осетинский|Osetçe|ossète|osseto|奥塞梯语|الأوسيتيك
pam|Pampanga|пампанга|Pampanga|pampangan|pampanga|邦板牙语|البامبانجا
pa|Punjabi|панджаби|Pencapça|pendjabi|panjabi|旁遮普语|البنجابية
pl|Polish|польский|Lehçe|polonais|polonês|波兰语|البولندية
ps|Pashto|пушту|Peştuca|pachto|pashto|普什图语|البشتو
pt|Portuguese|португальский|Portekizce|portugais|português|葡萄牙语|البرتغالية
qu|Quechua|кечуа|Keçuva dili|quechua|quíchua|克丘亚语|كيشوا
raj|Rajasthani|раджастхани|Rajasthani|rajasthani|rajastani|拉贾斯坦语|الراجاسثانية
rm|Romansh|романшский|Romanşça|romanche|romanche|罗曼什语|الرومانشية
rn|Rundi|рунди|Kirundi|roundi|rundi|隆迪语|الرندي
ro|Romanian|румынский|Rumence|roumain|romeno|罗马尼亚语|الرومانية
ru|Russian|русский|Rusça|russe|russo|俄语|الروسية
rw|Kinyarwanda|киньяруанда|Kinyarwanda|kinyarwanda|quiniaruanda|卢旺达语|الكينيارواندا
sa|Sanskrit|санскрит|Sanskrit|sanskrit|sânscrito|梵语|السنسكريتية
sco|Scots|шотландский|İskoçça|écossais|scots|苏格兰语|الأسكتلندية
sd|Sindhi|синдхи|Sindhi dili|sindhi|sindi|信德语|السندية
sg|Sango|санго|Sango|sango|sango|桑戈语|السانجو
si|Sinhala|сингальский|Sinhali dili|cingalais|cingalês|僧伽罗语|السنهالية
sk|Slovak|словацкий|Slovakça|slovaque|eslovaco|斯洛伐克语|السلوفاكية
sl|Slovenian|словенский|Slovence|slovène|esloveno|斯洛文尼亚语|السلوفانية
sm|Samoan|самоанский|Samoa dili|samoan|samoano|萨摩亚语|الساموائية
sn|Shona|шона|Şona dili|shona|xona|绍纳语|الشونا
so|Somali|сомали|Somalice|somali|somali|索马里语|الصومالية
sq|Albanian|албанский|Arnavutça|albanais|albanês|阿尔巴尼亚语|الألبانية
sr|Serbian|сербский|Sırpça|serbe|sérvio|塞尔维亚语|الصربية
ss|Swati|свази|Sisvati|swati|suázi|斯瓦蒂语|السواتي
st|Southern Sotho|южный сото|Güney Sotho dili|sotho du Sud|soto do sul|南索托语|السوتو الجنوبية
su|Sundanese|сунданский|Sunda dili|soundanais|sundanês|巽他语|السوندانية
sv|Swedish|шведский|İsveççe|suédois|sueco|瑞典语|السويدية
sw|Swahili|суахили|Svahili dili|swahili|suaíli|斯瓦希里语|السواحلية
syr|Syriac|сирийский|Süryanice|syriaque|siríaco|叙利亚语|السريانية
ta|Tamil|тамильский|Tamilce|tamoul|tâmil|泰米尔语|التاميلية
te|Telugu|телугу|Telugu dili|télougou|télugo|泰卢固语|التيلوغوية
tg|Tajik|таджикский|Tacikçe|tadjik|tadjique|塔吉克语|الطاجيكية
th|Thai|тайский|Tayca|thaï|tailandês|泰语|التايلاندية
ti|Tigrinya|тигринья|Tigrinya dili|tigrigna|tigrínia|提格利尼亚语|التغرينية
tk|Turkmen|туркменский|Türkmence|turkmène|turcomeno|土库曼语|التركمانية
tlh|Klingon|клингонский|Klingonca|klingon|klingon|克林贡语|الكلينجون
tl|Tagalog|тагалог|Tagalogca|tagalog|tagalo|他加禄语|التاغالوغية
tn|Tswana|тсвана|Setsvana|tswana|tswana|茨瓦纳语|التسوانية
to|Tongan|тонганский|Tonga dili|tongien|tonganês|汤加语|التونغية
tr|Turkish|турецкий|Türkçe|turc|turco|土耳其语|التركية
ts|Tsonga|тсонга|Tsonga|tsonga|tsonga|聪加语|السونجا
tt|Tatar|татарский|Tatarca|tatar|tártaro|鞑靼语|التترية
tum|Tumbuka|тумбука|Tumbuka|tumbuka|tumbuka|通布卡语|التامبوكا
tw|Twi|тви|Tvi|twi|twi|契维语|التوي
ug|Uyghur|уйгурский|Uygurca|ouïghour|uigur|维吾尔语|الأويغورية
uk|Ukrainian|украинский|Ukraynaca|ukrainien|ucraniano|乌克兰语|الأوكرانية
ur|Urdu|урду|Urduca|ourdou|urdu|乌尔都语|الأوردية
uz|Uzbek|узбекский|Özbekçe|ouzbek|uzbeque|乌兹别克语|الأوزبكية
ve|Venda|венда|Venda dili|venda|venda|文达语|الفيندا
vi|Vietnamese|вьетнамский|Vietnamca|vietnamien|vietnamita|越南语|الفيتنامية
vo|Volapük|волапюк|Volapük|volapük|volapuque|沃拉普克语|لغة الفولابوك
war|Waray|варай|Varay|waray|waray|瓦瑞语|الواراي
wo|Wolof|волоф|Volofça|wolof|uolofe|沃洛夫语|الولوفية
xh|Xhosa|коса|Zosa dili|xhosa|xhosa|科萨语|الخوسا
yi|Yiddish|идиш|Yidiş|yiddish|iídiche|意第绪语|اليديشية
yo|Yoruba|йоруба|Yorubaca|yoruba|iorubá|约鲁巴语|اليوروبا
yue|Cantonese|кантонский|Kantonca|cantonais|cantonês|粤语|الكَنْتُونية
za|Zhuang|чжуань|Zhuangca|zhuang|zhuang|壮语|الزهيونج
zh|Chinese|китайский|Çince|chinois|chinês|中文|الصينية
zu|Zulu|зулу|Zuluca|zoulou|zulu|祖鲁语|الزولو
"""
_NAMES: dict[str, dict[str, str]] = {
    tag: dict(zip(_READERS, names, strict=True))
    for tag, *names in (row.split("|") for row in _TABLE.split("\n") if row)
}


def tongue(reader: str, tag: str) -> str:
    """Return what a language is called in the language of a reader; the tag itself where nobody has a word for it.

    >>> tongue("en", "zh"), tongue("tr", "zh-Hans"), tongue("pt", "pt_BR"), tongue("en", "qqq")
    ('Chinese', 'Çince', 'português', 'qqq')
    """
    names = _NAMES.get(base(tag), {})
    return names.get(reader) or names.get("en") or tag
