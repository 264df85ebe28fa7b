"""What is known of names: short forms of given names, readings of names in other scripts, titles around a name.

Each line holds the forms of one name, by which one person may be called: Latin letters, folded. Translations
(John, Juan, Ivan) are not forms of one name: people rarely go by both. The forms on two lines have nothing to do
with each other although a short form (Sasha, Pat) may stand on several.
"""

from __future__ import annotations

from functools import cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FORMS = """
aaron ron ronnie
abigail abby abbie gail
adalbert adi bert
adelaide addie adele
agnieszka aga agnes agusia
albert al bert bertie
alejandro alex ale jandro
alejandra ale sandra alex
aleksandar aleksander alexander alexandar alexandre alessandro aleksandr oleksandr alexandr alexandros alex sandy
  alec aleck xander sander sasha sascha sacha sasa sanya alik aleks olek oleks sandro ales
aleksandra alexandra oleksandra alessandra alex sandra sandy sasha sascha sacha aleks ola olya lexi alexa alix
aleksey alexey alexei aleksei oleksiy oleksii alyosha lyosha alex
alfred al fred fredi freddie alf
alice allie ali
alison allison ali allie
amanda mandy
amelia amy millie mel
anastasia anastasiya anastasiia nastya stacy stasia ana nastia asya
andreas andi andy
andrew andy drew
andrei andrey andrej andriy andrii
andrzej jedrek
angela angie angelika
anna ania anya anja anka annie nan anechka hania asia anuschka
anthony antony tony ant
antonio antonius toni tony nino
anton toni tony antoni antek
antonia toni tonia
arnold arnie
arthur art artie artur
augustine augustin gus austin
barbara barb barbie babs basia barbi
bartholomew bart
bartlomiej bartek
bartosz bartek
beatrice bea trixie beatriz beatrix
benedict benedikt ben benni
benjamin ben benny benji benni
bernard bernie bernhard berni bernd
bernadette bernie
bogdan bohdan danya
brigitte gitta gitte biggi
bradley brad
burkhard burki
calvin cal
cameron cam
carolyn caroline carolin carolina karolina karoline carrie caro lina line
catherine katherine kathryn katharine cathryn katharina catharina katarina katerina ekaterina yekaterina kateryna
  katrin kathrin caterina catalina cathy kathy kate katie cat kat kitty kit kay katja katya katia kati
  kathi kathe kaethe kasia katarzyna trina rina
charles charlie chuck chas charley
charlotte charlie lottie lotte
chester chet
christian chris kristian christiaan
christina christine kristina kristine christiane chris tina christa krista chrissy kirsten stina kris
christopher kristopher christoph christophe kristof chris kit topher cristobal christos
clarence clare
clemens clement clem
clifford cliff
constance connie constanze
constantine konstantin konstantinos constantin costas kostas dinos kostya
cornelia conny nelly corny
cornelius neil conny
cynthia cindy
daniel dan danny dani danila danilo
daniela daniella danielle dani dana
darya daria dasha dariya
david dave davy davey dawid davide
deborah debra deb debbie
denise deni
dennis denis denny
diana diane di
dietrich dieter
dmitry dmitri dmitriy dmitrii dimitri dmytro dima mitya
dimitris dimitrios dimitri mimis takis
dominic dominik dom nick
dominika nika
donald don donnie
dorothy dorothea dot dottie dolly dora thea doro
douglas doug
eberhard ebi hardy
edward ed eddie ned ted teddy eduard edvard eduardo edoardo lalo edek
edmund ed eddie ned
edwin ed eddie
eleanor ellie nell nora lenore elinor eleonora
eleni helen elena lena
elena helena olena yelena lena alena alyona lenka lenochka ilona
elisabeth elizabeth liz lizzie lizzy liza lisa eliza beth betty betsy bess bessie libby lisbeth elsbeth else elli lisi
  sissi lilli sisi lieschen lisl elsa lizbeth ela ela elzbieta elisabetta elisaveta yelizaveta elizaveta
elias eli
ellen nell ellie
emanuel emmanuel manny manu manuel immanuel
emily emmy em millie emilie emilia
enrique quique kike
erich eric erik rick
ernest ernst ernie ernesto
esther hester essie
eugene gene evgeny evgeniy evgenii yevgeny yevgeniy yevhen jewgeni zhenya
evgenia evgeniya yevgenia yevheniia zhenya
eva evi ewa evchen eve
evangelos vangelis
ferdinand ferdi fernando nando
fernando nando fer
filip philip phillip philipp felipe phil pip fil
florence flo flossie
florian flo flori
frances fran franny francie francesca
francis frank fran
francisco paco pancho fran curro cisco kiko
francesco franco checco
franciszek franek
francois fanfan
franz franzl
franziska franzi sissi ziska
frederick fred freddie freddy rick fritz friedrich frederic frederik fredrik fryderyk fredi
gabriel gabe gabi gabo
gabriela gabrielle gabriele gabi gaby ella
gary gareth
genevieve gen viv
geoffrey jeffrey jeff geoff
george georgie
georg schorsch jorg
georgios giorgos yorgos yiorgos george
gerald gerry jerry gerhard gerd gert hardi
gerard gerry
gertrude gertrud trudy gerti trudi
gilbert gil bert
giuseppe beppe peppe pino
giovanni gianni nino vanni
giorgi gio goga
gregory greg gregor grigory grzegorz grisha grzesiek gregg
guadalupe lupe lupita
guillermo memo guille
guillaume gui
gunter guenther gunther gunter
guenter guenther guenni
gustav gus gustavo
hannah hanna hanne hanni
hannelore hanne lore
harold harry hal
harriet hattie harri
harald harry harri
hartmut hardy
heinrich heinz heiner hinrich heini harry
heinz heiner
helene leni lene lena
henry harry hank hal henri
henryk heniek
herbert herb bert herbie
herman hermann harm manni
howard howie
hubert hugh bert hubi
ibrahim ebrahim brahim
ignacio nacho
igor ihor
irina iryna irena ira irene irinka
isabel isabella isabelle izabela bella belle izzy isa ysabel
isidoro isidro
ivan vanya ivo ioan vania
jacob jake jakob jakub kuba yakov jasha yasha
jacqueline jackie jacqui
james jim jimmy jamie jem jimbo
jan janek jas
jane janie jenny janey
janet jan
janice jan
jean jeannie
jennifer jen jenny jenna
jeremiah jerry jeremy
jeremy jem jerry
jerome jerry
jerzy jurek
jessica jess jessie
jesus chuy chucho
jill gillian gill jillian
joachim jochen achim jo
joan joanie
joanna joanne jo joann asia johanna
johanna hanna jo hanne
johann johannes hans hannes jo johan hansi jan
john jon johnny johnnie jack jonny
jonathan jonathon jon jonny yonatan nathan johnathan
joaquin quino
jorge coque
jose pepe chepe
josef joseph sepp jupp josip jozef jo joe joey yosef yusuf yousef youssef
josephine josie jo josefine
joshua josh
judith judy judi jutta
julia julie jule julka yulia yuliya juli juliya yuliia
julian jules juli
juergen jurgen jorg
justin justus
justine justyna
karl carl karel kalle charly
karolina karola
kenneth ken kenny
kimberly kim kimberley
klaus claus klaas nikolaus
krystyna krysia
krzysztof krzys krzysiek
kristina kristyna kika
lawrence laurence larry laurie loz
laura lori laurie
leonard len lenny leo leonhard leonardo
leon leo lev lew
leopold leo poldi
leslie les
lewis lew louis louie lou
lillian lilian lily lil lilly
linda lindy
lorenzo enzo renzo
lothar lutz
louis lou louie luis ludwig
louise lou lulu luisa luise
ludmila lyudmila liudmyla lyuda luda mila milla ludmilla
lucas luke lukas luc lukasz luca
lucy lucia luz lucie lucille
ludwig lutz wiggerl
luis lucho
lydia lidia lida lidiya
lyubov lyuba luba liubov
maciej maciek
madeleine madeline maddie maddy magda madelyn
magdalena magda lena leni malena
malgorzata gosia malgosia gosha
manfred fred manni mani
manuel manolo manu manny
manuela manu ela
marcus markus mark marc marek marco marcos
margaret maggie meg peggy marge margie greta daisy peg madge margarete margarethe margareta margarita margit rita
  gretel margherita grete meggie
maria mari marie mary marija mariya mariia masha maryam mariam mia ria mitzi marusya maricha
marianne mary annie marianna
mariusz mario
martha marty marta
martin marty marten
martina tina
matthew matt matty
matthias mathias mattias matthaeus hias matze matti matias
mateusz matt
maurice mo moritz
maximilian max maxi maks
maksim maxim max maksym maks
maxine max
megan meg meggie
melissa mel missy lissa
melanie mel melli
mercedes merche
michael mike mick micky mickey mikey mischa michel michal michi mikael mihail mikhail mykhailo mykhaylo misha miguel
  mikolaj mihai mihailo
michaela michi ela micaela mica
michelle shelly micki
mildred millie
mitchell mitch
miroslav mirek miro slava
moishe moses moshe mo
mohammed muhammad mohamed mohammad muhammed mehmet mo mohamad
monika monica moni mona
nancy nan
natalie natalia natalya nataliya nataliia natasha natascha nat talia nata
nathaniel nathan nate nat
nicholas nicolas nikolaus niklas nick nicky nico niko klaus mikolaj nikolas nikolaos nikos colin
nikolai nikolay mykola kolya nick nikolaj
nicole nicky nikki nico nikole
norbert bert norbi
norman norm
olga olya olha olia olenka
oliver ollie olli olivier
olivia liv livia ollie
oscar oskar ozzie
oswald ozzie
otto otti
pamela pam
panagiota giota yota
panagiotis panos takis
patricia pat patty patti tricia trish trisha pati patrizia
patrick pat paddy pad patryk patricio patrik
paul paulie pavel pawel pablo pauli pasha pavlo
paula pauline paulina pola
penelope penny
peter pete petey piotr petr petro pjotr pyotr petya pit piet pieter pietro pekka petter
petra peti
rachel rae ray shelly
rafal raf
rainer reiner
ralf ralph
raphael rafael rafe raf rafa raffaele
raymond ray
rebecca becky becca rebekah bex rebekka
reinhard reini hardi
reinhold holdi
regina gina reggie
reginald reg reggie
ricardo rick ricky rico richi
richard rick dick rich ricky richie riccardo ryszard rysiek
robert bob bobby rob robbie robby bert robi roberto bobbie
roberta bobbie robbie berta
rochelle shelly
roderick rod rory
rodolfo rudy fito
rodney rod
roger rodge rutger ruediger
roland roly rollo
roman roma
ronald ron ronnie ronny ronan
rosemarie rosemary rose rosie romy
rosa rose rosie rosita
rudolf rudolph rudy rudi rolf
russell russ
salvador chava salva
salvatore toto turi
samantha sam sammy
samuel sam sammy sammie shmuel
sabine bine sabina
sandra sandy sandi
sara sarah sally sadie
sebastian seb bastian basti sebi bash
sergey sergei serhiy serhii sergej seryozha serge sergio
sharon shari
sheila shelley
sidney sydney sid
siegfried sigi siggi
sigmund zygmunt sigi
sieglinde linde
silvia sylvia sylvie silvi
simon si szymon simeon
simone simona moni
sofia sophia sophie sofie zofia sonja sonya zosia sofiya
spiridon spyros spyridon
stanislav stanislaw stan stas slava staszek
stanley stan
stefan stephan stephen steven steve stevie steffen esteban stepan stefano stef
stephanie stefanie steffi steph stefania stephie stef
stuart stewart stu
susan sue susie suzy susanna susannah suzanne susanne sanne susi suse zuzanna zuzana
svetlana svitlana sveta lana
tamara toma mara tamar
taras tarasik
tatiana tatyana tetiana tania tanya tanja
teresa theresa tess tessa terry therese terri tere resi thea
terence terrence terry
thaddeus tad ted
theodore ted teddy theo theodor teodor fyodor fedor
theresia resi thesi
thomas tom tommy tomas tomasz tomek tomaso tommaso thom
timothy tim timmy timo timotheus timofey
tobias toby tobi
ulrich uli ulli
ulrike uli ulli rike
ursula uschi ulla ursel urszula
valentin valentyn val
valentina valya val tina
valerie val valeria
vasily vasiliy vasyl vasya vasilii wassili
veronica veronika ronnie vera vroni nika ronni
victor viktor vic vik vitya
victoria viktoria vicky vicki tori vika wiktoria viktoriya
vincent vince vinny vincenzo enzo vinnie
virginia ginny ginger gina
vladimir volodymyr vova volodya vlad wladimir vladi
vladislav vladyslav vlad slava
vyacheslav viacheslav slava
vytautas vytas
waldemar waldi
walter walt wally wolter
wanda wandzia
werner wernher
wesley wes
wilhelm willi willy helmut
wilhelmina minna mina helma willa
william bill billy will willie liam willy wim guglielmo willem
winifred winnie fred
wojciech wojtek
wolfgang wolf wolfi
xavier xavi javier javi
yekaterina katya
yury yuri yuriy iurii jurij yurii yura juri
zachary zach zack zak zachariah
zbigniew zbyszek
zdenek zdenko
"""

#: Around a name and no part of it.
TITLES = _words(
    "mr mrs ms miss mx sir dame dr doc prof professor herr frau hr fr dipl ing dipling mag msc bsc ba ma mba phd md "
    "llm llb jd cpa pmp esq mme mlle monsieur madame sr sra srta don dona dott dottssa ingenieur rev hon"
)
#: What tells parent from child. `Sr` before a name is a Spanish title, behind one a generation.
GENERATIONS = {
    "jr": "2", "junior": "2", "jnr": "2", "ii": "2", "2nd": "2", "sr": "1", "senior": "1", "snr": "1", "iii": "3",
    "3rd": "3", "iv": "4", "jun": "2", "sen": "1",
}  # fmt: skip
#: Parts of family names that may be left out or written together.
PARTICLES = _words(
    "van von der den de del della di da do dos das du la le el al bin ibn ben bint ter ten zu zum zur af av y e "
    "mac mc o st"
)

_FAMILY_READINGS = {
    # Japanese, the commonest: what is written, how it is read.
    "佐藤": "sato", "鈴木": "suzuki", "高橋": "takahashi", "田中": "tanaka", "伊藤": "ito", "渡辺": "watanabe",
    "渡邊": "watanabe", "渡部": "watanabe", "山本": "yamamoto", "中村": "nakamura", "小林": "kobayashi",
    "加藤": "kato", "吉田": "yoshida", "山田": "yamada", "佐々木": "sasaki", "山口": "yamaguchi",
    "松本": "matsumoto", "井上": "inoue", "木村": "kimura", "斎藤": "saito", "斉藤": "saito", "齋藤": "saito",
    "清水": "shimizu", "山崎": "yamazaki", "森": "mori", "池田": "ikeda", "橋本": "hashimoto", "阿部": "abe",
    "石川": "ishikawa", "山下": "yamashita", "中島": "nakajima", "石井": "ishii", "小川": "ogawa",
    "前田": "maeda", "岡田": "okada", "長谷川": "hasegawa", "藤田": "fujita", "後藤": "goto", "近藤": "kondo",
    "村上": "murakami", "遠藤": "endo", "青木": "aoki", "坂本": "sakamoto", "福田": "fukuda", "太田": "ota",
    "西村": "nishimura", "藤井": "fujii", "岡本": "okamoto", "藤原": "fujiwara", "中野": "nakano",
    "三浦": "miura", "原田": "harada", "中川": "nakagawa", "松田": "matsuda", "竹内": "takeuchi", "小野": "ono",
    "田村": "tamura", "中山": "nakayama", "和田": "wada", "石田": "ishida", "森田": "morita", "上田": "ueda",
    "原": "hara", "内田": "uchida", "柴田": "shibata", "酒井": "sakai", "宮崎": "miyazaki", "横山": "yokoyama",
    "高木": "takagi", "安藤": "ando", "宮本": "miyamoto", "大野": "ono", "小島": "kojima", "工藤": "kudo",
    "谷口": "taniguchi", "今井": "imai", "高田": "takada", "増田": "masuda", "丸山": "maruyama", "杉山": "sugiyama",
    "村田": "murata", "大塚": "otsuka", "新井": "arai", "平野": "hirano", "千葉": "chiba", "野口": "noguchi",
    "松井": "matsui", "菊地": "kikuchi", "菊池": "kikuchi", "久保": "kubo", "野村": "nomura", "渡": "watari",
}  # fmt: skip
_GIVEN_READINGS = {
    "太郎": "taro", "一郎": "ichiro", "次郎": "jiro", "二郎": "jiro", "三郎": "saburo", "花子": "hanako",
    "健一": "kenichi", "健二": "kenji", "健太": "kenta", "健": "ken", "誠": "makoto", "浩": "hiroshi",
    "博": "hiroshi", "隆": "takashi", "茂": "shigeru", "豊": "yutaka", "和夫": "kazuo", "正": "tadashi",
    "修": "osamu", "大輔": "daisuke", "翔太": "shota", "直樹": "naoki", "哲也": "tetsuya", "達也": "tatsuya",
    "拓也": "takuya", "大樹": "daiki", "蓮": "ren", "美咲": "misaki", "陽子": "yoko", "洋子": "yoko",
    "恵子": "keiko", "和子": "kazuko", "幸子": "sachiko", "久美子": "kumiko", "由美子": "yumiko",
    "由美": "yumi", "明美": "akemi", "智子": "tomoko", "裕子": "yuko", "優子": "yuko", "真由美": "mayumi",
    "香織": "kaori", "愛": "ai", "葵": "aoi", "さくら": "sakura", "桜": "sakura", "直子": "naoko", "典子": "noriko",
    "恵": "megumi", "舞": "mai", "彩": "aya", "結衣": "yui", "陽菜": "hina", "秀樹": "hideki", "英樹": "hideki",
    "学": "manabu", "剛": "tsuyoshi", "聡": "satoshi", "明": "akira", "亮": "ryo", "純": "jun", "翼": "tsubasa",
}  # fmt: skip
#: Korean family names have one spelling in the standard and another on most passports.
_KOREAN_FAMILY = {
    "김": "kim", "이": "lee", "박": "park", "최": "choi", "정": "jung", "강": "kang", "조": "cho", "윤": "yoon",
    "장": "jang", "임": "lim", "한": "han", "오": "oh", "서": "seo", "신": "shin", "권": "kwon", "황": "hwang",
    "안": "ahn", "송": "song", "류": "ryu", "유": "yoo", "홍": "hong", "전": "jeon", "고": "ko", "문": "moon",
    "양": "yang", "손": "son", "배": "bae", "백": "baek", "허": "heo", "남": "nam", "심": "shim", "노": "noh",
}  # fmt: skip


@cache
def _lines_of() -> dict[str, frozenset[int]]:
    """On which lines of the table a form stands."""
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_FORMS.replace("\n  ", " ").strip().splitlines()):
        for form in line.split():
            found.setdefault(form, set()).add(number)
    return {form: frozenset(lines) for form, lines in found.items()}


_NONE: frozenset[int] = frozenset()


def forms(token: str) -> frozenset[int]:
    """The names of which a folded token is a form, by number; empty for none that is known."""
    return _lines_of().get(token, _NONE)


def reading(token: str, *, family: bool) -> str:
    """How a Japanese or Korean part of a name is read in Latin letters; empty where it is not known."""
    if family:
        return _FAMILY_READINGS.get(token) or _KOREAN_FAMILY.get(token, "")
    return _GIVEN_READINGS.get(token, "")


def split_unspaced(word: str) -> tuple[str, str] | None:
    """Family and given name of a name that is written without a space between them; None where that is unknown."""
    for length in (3, 2, 1):
        if len(word) > length and word[:length] in _FAMILY_READINGS:
            return word[:length], word[length:]
    if 2 <= len(word) <= 4 and word[0] in _KOREAN_FAMILY:
        return word[0], word[1:]
    if 2 <= len(word) <= 3 and all("\u4e00" <= char <= "\u9fff" for char in word):
        return word[0], word[1:]
    return None
