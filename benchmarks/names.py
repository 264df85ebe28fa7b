"""Names and words in many scripts, from which the generator draws."""

from __future__ import annotations


def _split(text: str, at: str | None = None) -> tuple[str, ...]:
    return tuple(text.split(at))


_LATIN = (
    _split(
        "Dana Inés Łukasz Brónach Çağla Þóra José Zoë Søren Margit Émile Ngozi Kofi Saoirse Jonas Ruth "
        "Björn Aurelio Ivana Wojciech Fatou Delphine Tobias Hannelore Șerban Ludmiła Núria Håkon Ilze Žofia"
    ),
    _split(
        "Whitfield Gül Wróbel Vandenberghe Öztürk Jónsdóttir Ibáñez Fjeldvik Okonkwo Mensah Abernathy "
        "Szőllősi Nkurunziza Żółkiewski Brandão Quince Achterberg Lindqvist Diarra Marchetti Ransome "
        "Pettibone Kovács Årdal Dvořák Țepeș Núñez Bērziņš Grønn"
    ),
    False,
)
#: Given names, family names, and whether the family name comes first. Latin is listed thrice: it is commoner.
SCRIPTS: tuple[tuple[tuple[str, ...], tuple[str, ...], bool], ...] = (
    _LATIN,
    _LATIN,
    _LATIN,
    (
        _split("Олена Тарас Ирина Милан Весна Богдан Зоя"),
        _split("Ковальчук Петренко Соколова Јовановић Димитров"),
        False,
    ),
    (
        _split("Παναγιώτα Γιώργος Ελένη Νίκος Άννα"),
        _split("Δημητρίου Παπαδόπουλος Οικονόμου Γεωργίου"),
        False,
    ),
    (_split("ليلى يوسف مريم خالد نور"), _split("حداد منصور خوري النجار"), False),
    (_split("رضا شیرین پریسا کاوه"), _split("کریمی رضایی حسینی‌نژاد موسوی"), False),
    (_split("שירה יונתן נועה אורי"), _split("לוי כהן מזרחי פרץ"), False),
    (_split("अनन्या अर्जुन प्रिया रोहन"), _split("शर्मा वर्मा पटेल गुप्ता"), False),
    (_split("สมชาย มาลี นภา กิตติ"), _split("วงศ์สุวรรณ ศรีสุข แสงทอง"), False),
    (_split("አበበ ሳራ ዳዊት"), _split("ተስፋዬ በቀለ ወልደ"), False),
    (_split("Մարիամ Արամ Անի"), _split("Պետրոսյան Սարգսյան Գրիգորյան"), False),
    (_split("თამარ გიორგი ნინო"), _split("ბერიძე მაისურაძე კაპანაძე"), False),
    (_split("Minh Anh|Thị Hoa|Quốc Việt|Đức", "|"), _split("Nguyễn Trần Phạm Đặng"), True),
    (_split("太郎 花子 健一 美咲"), _split("山田 佐藤 鈴木 高橋"), True),
    (_split("美玲 偉 小明 芳"), _split("陳 王 李 張"), True),
    (_split("서연 민준 지우 하은"), _split("김 이 박 최"), True),
)
#: An employer's name is one of each, as in `Northwater Grid`.
EMPLOYER_PARTS = (
    _split("North Kestrel Harbor Tide Salt Lantern Copper Fern Thistle Moss Quill Oak Juniper Bell Wren"),
    _split("wind water marsh hollow gate field brook light stone well moor holm"),
    _split("Robotics Health Foods Grid Ferries Press Instruments Seeds Transit Museum Analytics Post"),
)
TITLES = _split(
    "Head of Planning|VP Engineering|Recruiter|Data Engineer|Plant Manager|Controller|Director of Supply", "|"
)
TAGS = _split("target planners remote coast books alumni agency ladder")
WORDS = _split(
    "asked forecast listened coffee harbour letter thanks spare parts queue timetable board budget spring "
    "team promised figures checklist morning evening laughed curious honest plan winter ship 預測 прогноз"
)
