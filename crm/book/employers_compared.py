"""Two names of employers compared: whatever the legal form, the punctuation and the case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crm.book.names_compared import latin
from crm.domain.text import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"['’‘`´.]")
_AND = re.compile(r"[&+]| und | and | et | y | i | og | och | en ")
_LEGAL = _words(
    "gmbh ag kg kgaa ohg ug se mbh co inc incorporated corp corporation llc llp lp ltd limited plc company sa "
    "sas sarl srl spa sl slu bv nv ab as asa aps oy oyj oü ou sro spol doo ood ad kft zrt rt nyrt sp zoo gbr eg ev"
    " ggmbh pty pte "
    "pvt private bhd sdn kk gk kabushiki kaisha godo yugen lda ltda eirl cv sca scs pllc pc dba ooo oao zao pao tov "
    "haftungsbeschrankt ek ehf hf sia uab as the"
)
_SHORT = {"incorporated": "inc", "corporation": "corp", "limited": "ltd", "company": "co", "haftungsbeschrankt": "ug"}
#: Written behind the name or left out, where people are listed.
_LOOSE = _words(
    "group gruppe groupe holding holdings international global worldwide deutschland germany europe usa us uk "
    "france polska poland osterreich austria schweiz switzerland emea"
)
#: Those of several words, as they stand when full stops are taken out.
_LONG_FORMS = (("sp", "z", "oo"), ("spolka", "z", "oo"), ("s", "r", "o"), ("d", "o", "o"), ("z", "oo"), ("s", "a"))
_EAST = ("株式会社", "有限会社", "合同会社", "有限公司", "股份", "주식회사", "㈱", "(株)")
_FREE = _words(
    "gmail googlemail outlook hotmail live msn yahoo ymail aol icloud me mac gmx web t-online freenet posteo mailbox "
    "proton protonmail pm tutanota tuta fastmail zoho mail yandex ya rambler qq 163 126 naver daum hanmail "
    "orange wanadoo laposte free sfr libero virgilio tiscali telenet ziggo xs4all seznam wp onet o2 interia"
    " bluewin hushmail inbox "
    "btinternet comcast verizon att sbcglobal cox earthlink email privat private home"
)
_SECOND_LEVEL = _words("co com org net ac gov edu or ne go")


@dataclass(frozen=True, slots=True)
class EmployerName:
    """An employer's name as compared: its words without the legal form, those without what is often left out too.

    `legal` are the words of the legal form, each in its short spelling.
    """

    words: tuple[str, ...]
    loose: tuple[str, ...]
    legal: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """Equal for names that differ in nothing that matters."""
        return " ".join(self.words)


@lru_cache(maxsize=16384)
def employer_of(name: str) -> EmployerName:
    """The name as it is compared; no words for an empty one."""
    folded = fold(name)
    for form in _EAST:
        folded = folded.replace(fold(form), " ")
    folded = _JOINED.sub("", _AND.sub(" ", f" {folded} "))
    words = tuple(word for word in (latin(word) for word in _WORD.findall(folded)) if word)
    if len(words) > 1 and words[0] in {"the", "ooo", "tov", "kk"}:
        words = words[1:]
    bare = _without_legal(words)
    loose = tuple(word for word in bare if word not in _LOOSE)
    return EmployerName(bare, loose or bare, frozenset(_SHORT.get(word, word) for word in words[len(bare) :]))


def _without_legal(words: tuple[str, ...]) -> tuple[str, ...]:
    end = len(words)
    while end > 1:
        tail = next((form for form in _LONG_FORMS if end > len(form) and words[end - len(form) : end] == form), None)
        if tail is None and words[end - 1] not in _LEGAL:
            break
        end -= len(tail) if tail else 1
    return words[:end]


@lru_cache(maxsize=65536)
def same_employer(one: str, other: str) -> str:
    """`same`, `alike` (spelled a little differently, the country left out), or empty: two names of employers."""
    if not one or not other:
        return ""
    mine, theirs = employer_of(one), employer_of(other)
    if not mine.words or not theirs.words:
        return "same" if fold(one) == fold(other) else ""
    if mine.words == theirs.words or "".join(mine.words) == "".join(theirs.words):
        return "same"
    if mine.loose == theirs.loose or slipped(mine.loose, theirs.loose):
        return "alike"
    return ""


def another_form(one: str, other: str) -> bool:
    """Whether two names each have a legal form and these are of two companies: Nova AG and Nova SA."""
    mine, theirs = employer_of(one).legal, employer_of(other).legal
    return not (mine <= theirs or theirs <= mine)


def slipped(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether one is the other with one letter more, less, other, or two swapped. Numbers must agree."""
    if len(mine) != len(theirs):
        one, other = "".join(mine), "".join(theirs)
        return len(one) >= 8 and _one_slip(one, other)
    differ = [(one, other) for one, other in zip(mine, theirs, strict=True) if one != other]
    # Short words are other words: Data and Date, Foods and Goods.
    return len(differ) == 1 and min(map(len, differ[0])) >= 6 and _one_slip(*differ[0])


def _one_slip(one: str, other: str) -> bool:
    if [char for char in one if char.isdigit()] != [char for char in other if char.isdigit()]:
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=1) == 1


@lru_cache(maxsize=16384)
def mail_domain(email: str) -> str:
    """The domain of an address, by which colleagues are known; empty for that of a provider that anybody uses."""
    domain = email.rpartition("@")[2].strip(".").casefold()
    labels = domain.split(".")
    if len(labels) < 2 or _registered(labels) in _FREE:
        return ""
    return domain


def _registered(labels: list[str]) -> str:
    """`northwind` of `mail.northwind.co.uk`."""
    if len(labels) > 2 and labels[-2] in _SECOND_LEVEL:
        return labels[-3]
    return labels[-2] if len(labels) > 1 else ""


def website_domain(url: str) -> str:
    """The host of a website without `www.`; empty for a page on a site that has many (LinkedIn, Facebook)."""
    host = re.sub(r"^[a-z]+://", "", url.strip().casefold()).partition("/")[0].partition(":")[0]
    host = host.rpartition("@")[2].strip(".").removeprefix("www.")
    labels = host.split(".")
    shared = {"linkedin", "facebook", "instagram", "xing", "github", "google", "wordpress", "blogspot", "wixsite",
              "medium", "twitter", "x", "wikipedia", "notion", "webflow", "myshopify"}  # fmt: skip
    if len(labels) < 2 or _registered(labels) in shared:
        return ""
    return host
