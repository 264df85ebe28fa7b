"""Names for a book with planted duplicates: common and rare ones, alike ones, short forms, and how people spell them
in Latin letters themselves.
"""

# Lists of names are read as they stand.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Culture:
    """Given and family names by how common they are.

    `rare` are stems and endings of family names that few have, `seldom` the share of people with such a name.
    """

    weight: int
    given: tuple[str, ...]
    family: tuple[str, ...]
    rare: tuple[tuple[str, ...], tuple[str, ...]]
    family_first: bool = False
    no_space: bool = False
    seldom: float = 0.8


def _w(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CULTURES = (
    Culture(
        34,
        _w("James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph "
           "Jessica Thomas Sarah Christopher Karen Charles Lisa Daniel Nancy Matthew Sandra Anthony Betty Mark Ashley "
           "Donald Emily Steven Kimberly Andrew Margaret Paul Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian "
           "Melissa George Deborah Timothy Stephanie Ronald Rebecca Jason Laura Edward Helen Jeffrey Sharon Ryan Cynthia "
           "Jacob Kathleen Gary Amy Nicholas Angela Eric Shirley Jonathan Anna Stephen Brenda Larry Pamela Justin Emma "
           "Scott Nicole Brandon Samantha Benjamin Katherine Samuel Christine Gregory Debra Alexander Rachel Patrick "
           "Carolyn Frank Janet Raymond Maria Jack Catherine Dennis Heather Jerry Diane Tyler Olivia Aaron Julie Jose "
           "Joyce Adam Victoria Nathan Ruth Henry Virginia Zachary Lauren Douglas Kelly Peter Christina Kyle Joan Noah "
           "Evelyn Ethan Judith Jeremy Andrea Christian Hannah Walter Megan Keith Alice Austin Jacqueline Roger Gloria"),
        _w("Smith Johnson Williams Brown Jones Garcia Miller Davis Wilson Anderson Taylor Thomas Moore Martin Lee "
           "Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Nelson Baker "
           "Hall Campbell Mitchell Carter Roberts Phillips Evans Turner Parker Collins Edwards Stewart Morris Murphy Cook "
           "Rogers Morgan Cooper Peterson Reed Bailey Bell Kelly Howard Ward Cox Richardson Wood Watson Brooks Bennett "
           "Gray Hughes Price Myers Long Foster Sanders Ross Powell Sullivan Russell Hansen Hanson Fisher Meyer Stephens"),
        (_w("Whit Black Hart Thorn Ash Brad Stan Pem Hal Win Lang Red Wake Marl Cran Cal Hem Stock Wain Lock Hols Ains "
            "Bur Chad Dun Elm Fair Gar Birk Cold Drey Esk Fal Gold Hex Ken Lin Mel Net Orm Pres Quen Rip Sed Tad Ul Ver War Yar Hather Ingle Kings Ludd Mans North Oak Pick Rad Shel Tren"),
         _w("field ford well more brook worth ley wood shaw berry don by combe dale ton wick ridge stead croft hurst")),
    ),
    Culture(
        24,
        _w("Thomas Sabine Michael Susanne Andreas Petra Stefan Monika Peter Anna Christian Julia Martin Claudia Klaus "
           "Birgit Markus Andrea Matthias Katrin Wolfgang Ursula Alexander Katharina Daniel Stefanie Jürgen Heike Sebastian "
           "Anja Tobias Nicole Florian Martina Jan Johanna Hans Karin Frank Barbara Bernd Sandra Jens Lena Uwe Christina "
           "Ralf Elisabeth Holger Silke Dirk Angelika Sven Kathrin Jörg Ulrike Felix Lisa Maximilian Marie Lukas Laura "
           "Philipp Sophie Simon Eva Fabian Jana Jonas Nina Moritz Sarah Günter Renate Heinrich Hannelore Friedrich Ingrid "
           "Rainer Gabriele Werner Brigitte Manfred Helga Dieter Christa Carsten Tanja Torsten Melanie Oliver Anke Benjamin"),
        _w("Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein "
           "Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier "
           "Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller "
           "Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke "
           "Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß"),
        (_w("Hohen Eichen Linden Sand Mühl Stein Wald Burg Kirch Brunn Grün Roth Alt Neu Rosen Silber Eisen Falken Hirsch "
            "Birken Buchen Oster Wester Nieder Ober Reichen Schön Sonnen Winter Wolken Blumen Kessel Lauter Hasel Ahorn Erlen Tannen Fichten Rauh Weiden Kohl Salz Wein Gold Adler Wolfs Bären Frei Hoch Tief"),
         _w("berg hof bach mann thal feld meier huber er hauer stätter reuter kamp horst egger inger brink dorf brandt")),
    ),
    Culture(
        6,
        _w("José María Antonio Carmen Manuel Ana Francisco Isabel Juan Laura Javier Cristina Carlos Marta Miguel Elena "
           "Rafael Lucía Pablo Paula Fernando Raquel Alejandro Sara Sergio Pilar Jorge Rosa Alberto Silvia"),
        _w("García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz "
           "Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano"),
        (_w("Ibar Eche Goi Men Zu Urru Aran Eli Iri Gara Arri Olano Beren Lasa Ama Oro Sala Larra Uga Zaba Beni Mira Cala Monte"), _w("varría koetxea zábal ondo guren arte tia gorri bide mendi")),
    ),
    Culture(
        6,
        _w("Jean Marie Pierre Nathalie Michel Isabelle Philippe Sylvie Alain Catherine Nicolas Céline Julien Sophie Olivier "
           "Émilie François Claire Laurent Camille Christophe Aurélie Frédéric Julie Stéphane Hélène Vincent Léa"),
        _w("Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel Garcia "
           "David Bertrand Roux Vincent Fournier Morel Girard André Mercier Dupont Lambert Bonnet François Martinez"),
        (_w("Beau Mont Ville Champ Haute Belle Roche Clair Font Bois Cour Lande"), _w("mont champ neuve lieu rivière caze val fort prat pré sol gnac")),
    ),
    Culture(
        6,
        _w("Piotr Anna Krzysztof Maria Andrzej Katarzyna Tomasz Małgorzata Jan Agnieszka Paweł Barbara Michał Ewa Marcin "
           "Krystyna Stanisław Elżbieta Jakub Magdalena Adam Joanna Marek Aleksandra Łukasz Zofia Grzegorz Monika"),
        _w("Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski "
           "Kozłowski Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski"),
        (_w("Brzo Jawor Lip Sos Olsz Kali Gór Dol Kamie Rze Wod Tar"), _w("zowski owiak nicki anek ewicz iński czyk owicz ał aszek")),
    ),
    Culture(
        5,
        _w("Олена Андрій Ирина Сергей Наталья Дмитрий Ольга Владимир Екатерина Алексей Юлия Николай Анастасия Михаил "
           "Татьяна Юрий Светлана Александр Оксана Богдан Людмила Евгений"),
        _w("Иванов Петренко Шевченко Соколов Коваленко Бондаренко Кузнецов Попов Ткаченко Мельник Волков Морозов Козлов "
           "Лебедев Ковальчук Кравченко Олійник Новиков Федоров"),
        (_w("Бел Черн Зелен Сух Дуб Верб Лип Гор Степ Луг Рыб Сок Вор Крав Гонч Рудн Лысн Тимош Мирон Захар Прок Савв Данил"), _w("енко овський ишин чук ак енчук ыкин арев")),
    ),
    Culture(
        3,
        _w("Γιώργος Μαρία Δημήτρης Ελένη Νίκος Κατερίνα Γιάννης Βασιλική Κώστας Σοφία Παναγιώτης Αγγελική"),
        _w("Παπαδόπουλος Γεωργίου Οικονόμου Δημητρίου Παπαδάκης Νικολάου Αντωνίου Βλάχος Μακρής Ιωάννου"),
        (_w("Καρα Παπα Χατζη Κοντο Μαυρο Παλαιο Καλο Δελη Ασπρο Μεγαλο"), _w("γιάννης νικολάου δημητρίου κώστας αντώνης λάμπρος στέφανος θανάσης πέτρος μιχάλης γιώργης")),
    ),
    Culture(
        3,
        _w("محمد فاطمة أحمد مريم يوسف ليلى خالد نور عمر سارة حسن زينب"),
        _w("حداد منصور خوري النجار الشريف صالح سليمان حمدان ناصر قاسم"),
        (_w("بو عبد ابن أبو"), _w("الرحمن العزيز الكريم السلام الله القادر الحميد زيد غانم راشد فرج عيسى هلال جابر سيف بدر")),
    ),
    Culture(
        3,
        _w("太郎 花子 健一 美咲 翔太 陽子 大輔 恵子 直樹 由美 誠 明美 拓也 香織 和夫 智子 雄介 千尋 亜紀 慎吾"),
        _w("佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 清水 桜井 黒田"),
        (_w("大 小 西 東 北 南 中 上 下 高 長 古 新 竹 松 杉 藤 桐 梅 石"), _w("川 島 沢 野 原 村 田 山 谷 井 崎 本 森 岡 浦")),
        family_first=True,
    ),
    Culture(
        4,
        _w("伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 涛 明 超 秀兰 霞 平 小明 美玲 建国 志强"),
        _w("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗"),
        (_w("方 邓 许 傅 沈 曾 彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔"), ("",)),
        family_first=True,
        no_space=True,
    ),
    Culture(
        3,
        _w("서연 민준 지우 하은 도윤 서준 예준 지훈 수빈 현우 민서 유진 성민 은지"),
        _w("김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권"),
        (_w("홍 유 고 문 양 손 배 백 허 노 심 하 곽 성 차 주 우 구 민 류 나 진 지 엄 채 원 천 방 공 현"), ("",)),
        family_first=True,
        no_space=True,
    ),
    Culture(
        3,
        _w("Mehmet Fatma Mustafa Ayşe Ahmet Emine Ali Hatice Hasan Zeynep Hakan Elif Emre Meryem Murat Merve Ömer Büşra"),
        _w("Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara Koç"),
        (_w("Ak Kara Gök Sarı Yeşil Taş Bal Kum"), _w("soy kaya göz taş bulut demir oğlu er")),
    ),
)  # fmt: skip

#: How people write themselves in Latin letters, where no other rule is at hand than their passport or their habit.
LATIN = dict(
    zip(
        _w("Олена Андрій Ирина Сергей Наталья Дмитрий Ольга Владимир Екатерина Алексей Юлия Николай Анастасия Михаил "
           "Татьяна Юрий Светлана Александр Оксана Богдан Людмила Евгений Иванов Петренко Шевченко Соколов Коваленко "
           "Бондаренко Кузнецов Попов Ткаченко Мельник Волков Морозов Козлов Лебедев Ковальчук Кравченко Олійник Новиков "
           "Федоров Γιώργος Μαρία Δημήτρης Ελένη Νίκος Κατερίνα Γιάννης Βασιλική Κώστας Σοφία Παναγιώτης Αγγελική "
           "Παπαδόπουλος Γεωργίου Οικονόμου Δημητρίου Παπαδάκης Νικολάου Αντωνίου Βλάχος Μακρής Ιωάννου محمد فاطمة أحمد "
           "مريم يوسف ليلى خالد نور عمر سارة حسن زينب حداد منصور خوري النجار الشريف صالح سليمان حمدان ناصر قاسم 太郎 花子 "
           "健一 美咲 翔太 陽子 大輔 恵子 直樹 由美 誠 明美 拓也 香織 和夫 智子 雄介 千尋 亜紀 慎吾 佐藤 鈴木 高橋 田中 伊藤 "
           "渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 清水 桜井 黒田 伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 "
           "艳 杰 涛 明 超 秀兰 霞 平 小明 美玲 建国 志强 王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 서연 민준 "
           "지우 하은 도윤 서준 예준 지훈 수빈 현우 민서 유진 성민 은지 김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권"),
        _w("Olena Andriy Irina Sergey Natalia Dmitry Olga Vladimir Ekaterina Alexey Julia Nikolai Anastasia Mikhail Tatiana "
           "Yuri Svetlana Alexander Oksana Bohdan Ludmila Evgeny Ivanov Petrenko Shevchenko Sokolov Kovalenko Bondarenko "
           "Kuznetsov Popov Tkachenko Melnyk Volkov Morozov Kozlov Lebedev Kovalchuk Kravchenko Oliynyk Novikov Fedorov "
           "Giorgos Maria Dimitris Eleni Nikos Katerina Yiannis Vasiliki Kostas Sofia Panagiotis Angeliki Papadopoulos "
           "Georgiou Economou Dimitriou Papadakis Nikolaou Antoniou Vlachos Makris Ioannou Mohamed Fatima Ahmed Mariam "
           "Yousef Layla Khaled Nour Omar Sara Hassan Zainab Haddad Mansour Khoury Najjar Sharif Saleh Suleiman Hamdan "
           "Nasser Qasim Taro Hanako Kenichi Misaki Shota Yoko Daisuke Keiko Naoki Yumi Makoto Akemi Takuya Kaori Kazuo "
           "Tomoko Yusuke Chihiro Aki Shingo Sato Suzuki Takahashi Tanaka Ito Watanabe Yamamoto Nakamura Kobayashi Kato "
           "Yoshida Yamada Sasaki Yamaguchi Matsumoto Inoue Kimura Shimizu Sakurai Kuroda Wei Fang Na Xiuying Min Jing Li "
           "Qiang Lei Jun Yang Yong Yan Jie Tao Ming Chao Xiulan Xia Ping Xiaoming Meiling Jianguo Zhiqiang Wang Li Zhang "
           "Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Hu Zhu Gao Lin He Guo Ma Luo Seo-yeon Minjun Jiwoo Ha-eun Doyoon "
           "Seojun Yejun Jihoon Subin Hyunwoo Minseo Yujin Sungmin Eunji Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han "
           "Oh Seo Shin Kwon"),
        strict=True,
    )
)  # fmt: skip

SHORT = {
    "Robert": "Bob Rob", "William": "Bill Will", "Elizabeth": "Liz Beth", "Michael": "Mike", "James": "Jim", "John": "Jack",
    "Richard": "Rick Dick", "Thomas": "Tom", "Katherine": "Kate Kathy", "Jennifer": "Jen Jenny", "Patricia": "Pat Trish",
    "Margaret": "Peggy Maggie", "Susan": "Sue", "Daniel": "Dan", "Christopher": "Chris", "Joseph": "Joe", "David": "Dave",
    "Matthew": "Matt", "Anthony": "Tony", "Andrew": "Andy Drew", "Edward": "Ed Ted", "Charles": "Charlie Chuck",
    "Stephen": "Steve", "Steven": "Steve", "Benjamin": "Ben", "Samuel": "Sam", "Samantha": "Sam", "Alexander": "Alex Sasha",
    "Katharina": "Kathi Käthe", "Sebastian": "Basti", "Maximilian": "Max", "Wolfgang": "Wolfi", "Johanna": "Hanna",
    "Elisabeth": "Lisa Sissi", "Jürgen": "Jörg", "Hannelore": "Hanne", "Andreas": "Andi", "Tobias": "Tobi", "Heinrich": "Heinz",
    "Francisco": "Paco", "José": "Pepe", "Manuel": "Manolo", "María": "Mari", "Isabel": "Isa", "Krzysztof": "Krzysiek",
    "Małgorzata": "Gosia", "Katarzyna": "Kasia", "Stanisław": "Staszek", "Владимир": "Вова", "Александр": "Саша",
    "Екатерина": "Катя", "Дмитрий": "Дима", "Анастасия": "Настя", "Михаил": "Миша", "Κατερίνα": "Κάτια", "Rebecca": "Becky",
    "Gregory": "Greg", "Timothy": "Tim", "Nicholas": "Nick", "Jonathan": "Jon", "Deborah": "Debbie", "Barbara": "Barb",
    "Victoria": "Vicky", "Ronald": "Ron", "Kenneth": "Ken", "Jeffrey": "Jeff", "Stephanie": "Steffi Steph", "Friedrich": "Fritz",
}  # fmt: skip

#: Given names that differ by little and are two people's.
ALIKE_GIVEN = tuple(
    tuple(pair.split("/"))
    for pair in _w("Anna/Anne Maria/Mario Daniel/Daniela Jan/Jana Julia/Julian Christian/Christina Stefan/Stefanie Hasan/Hakan "
                   "Paul/Paula Martin/Martina Johanna/Johannes Eric/Erica Jean/Jane Karen/Karin Marie/Maria Joan/Jean Lena/Lene "
                   "Simon/Simone Andrea/Andreas Michael/Michaela Nicolas/Nicole Gabriel/Gabriele Dan/Don Tim/Tom Ben/Bea Mark/Mary "
                   "Emma/Emmy Lisa/Luisa Sara/Sarai Alan/Allan Marina/Martina Rita/Gita Sven/Svea Olaf/Olav")
)  # fmt: skip
ALIKE_FAMILY = tuple(
    tuple(pair.split("/"))
    for pair in _w("Meyer/Meier Hansen/Hanson Petersen/Pedersen Schmidt/Schmitt Keller/Kellner Fischer/Fisher Johnson/Johnston "
                   "Peters/Peterson Becker/Decker Berg/Berger Hoffman/Hofmann Miller/Millar Stephens/Stevens Clark/Clarke "
                   "Davis/Davies Morris/Morrison Thomson/Thompson Harris/Harrison Schulz/Schulze Wagner/Wegner Koch/Kochs Brown/Braun "
                   "Martin/Martini Roberts/Robertson Reed/Reid Lange/Langer Krüger/Kröger Walter/Walther Jensen/Jansen Richter/Richtler")
)  # fmt: skip

#: Forms of one name that stand in the lists above as names of their own.
ONE_NAME = tuple(
    frozenset(_w(names))
    for names in (
        "Elizabeth Betty Lisa Elisabeth", "Katherine Kathleen Catherine Katharina Katrin Karin", "Maria Marie Mary María",
        "John Jack Jonathan", "Johanna Hannah Joan Joanna Hannelore", "Anna Anne Ana", "Jan Johannes Hans Jens",
        "Christian Christopher", "Christina Christine Christa", "Sarah Sara", "Julia Julie", "Nicholas Klaus Nicolas",
        "Heinrich Henry", "Friedrich Frederic", "Alexander Sandra Alexandra", "Jose Joseph", "Gabriele Gabriel",
        "Stephen Steven Stefan", "Eric Erik", "Susan Susanne", "Michael Michel", "Margaret Megan", "Magdalena Lena",
        "Helen Elena Lena Ellen Eleni",
    )
)  # fmt: skip
