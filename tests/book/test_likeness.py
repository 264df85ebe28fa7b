"""Whether two entries are one person: names in any script and order, phones however written, employers, addresses."""

from __future__ import annotations

import pytest

from crm.book.employers_compared import same_employer
from crm.book.likeness import SUGGESTED, Known, likeness
from crm.book.matching import compatible, mailbox_key, name_key
from crm.book.names_compared import Fit, fit, name_of
from crm.book.phones_compared import same_phone


def alike(one: str, other: str) -> Fit:
    there, back = fit(name_of(one), name_of(other)), fit(name_of(other), name_of(one))
    assert there is back
    return there


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("山田 太郎", "太郎 山田"),
        ("山田太郎", "太郎 山田"),
        ("山田 太郎", "Yamada Taro"),
        ("Taro Yamada", "山田太郎"),
        ("김민준", "Kim Min-jun"),
        ("陳美玲", "Chen Meiling"),
        ("Дмитрий Соколов", "Dmitri Sokolov"),
        ("Саша Иванов", "Alexander Ivanov"),
        ("Παναγιώτα Δημητρίου", "Panagiota Dimitriou"),
        ("يوسف حداد", "Yousef Haddad"),
        ("שירה כהן", "Shira Cohen"),
        ("अनन्या शर्मा", "Ananya Sharma"),
        ("José Ibáñez", "Jose Ibanez"),
        ("Jürgen Müller", "Juergen Mueller"),
        ("Meyer, Anna", "Anna Meyer"),
        ("Bob Jones", "Robert Jones"),
        ("Jones Bob", "Robert Jones"),
        ("Liz Smith", "Elizabeth Smith"),
        ("Dr. Anna Meyer", "Anna Meyer"),
        ("Anna Meyer-Schmidt", "Anna Meyer"),
        ("John Q. Smith", "John Smith"),
        ("John Q. Smith", "John Quincy Smith"),
        ("Jan de Vries", "Jan Devries"),
    ],
)
def test_one_name_in_two_forms(one: str, other: str) -> None:
    assert alike(one, other) >= Fit.ALIKE


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("J Smith", "John Smith", Fit.INITIAL),
        ("Dana W.", "Dana Whitfield", Fit.INITIAL),
        ("Dana", "Dana Whitfield", Fit.PART),
        ("Dana Whitfeild", "Dana Whitfield", Fit.TYPO),
        ("Linad Cox", "Linda Cox", Fit.TYPO),
        ("Hasan Kaya", "Hakan Kaya", Fit.NEARLY),
        ("Anna Meyer", "Anna Schmidt", Fit.RENAMED),
    ],
)
def test_how_well_two_names_fit(one: str, other: str, expected: Fit) -> None:
    assert alike(one, other) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John Smith", "James Smith"),
        ("John Smith Jr.", "John Smith Sr."),
        ("John Q. Smith", "John R. Smith"),
        ("Mario Rossi", "Maria Rossi"),
        ("Daniel Berg", "Daniela Berg"),
        ("Johannes Berg", "Johanna Berg"),
        ("Hasan Kaya", "Hakan Kaya"),
        ("James D. Chadcombe", "James E. Davis"),
        ("Martin Bauer", "Christopher B. Martin"),
        ("Dana Whitfield", "Sam Lee"),
        ("山田 太郎", "山田 花子"),
    ],
)
def test_two_people_stay_two_whatever_they_share(one: str, other: str) -> None:
    assert not compatible(name_key(one), name_key(other))


def test_an_initial_fits_both_of_a_family() -> None:
    assert compatible("j smith", "john smith") and compatible("j smith", "james smith")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+49 30 5550100", "0049305550100", True),
        ("+49 30 5550100", "(030) 555 01 00", True),
        ("+49 (0)30 5550100", "030/5550100", True),
        ("+1 212 555 0100", "(212) 555-0100", True),
        ("+39 06 5550100", "06 5550100", True),
        ("030 5550100", "(030) 555-0100", True),
        ("+49 89 55512", "089 55512", True),
        ("+49 30 5550100 ext. 12", "030 5550100 x12", True),
        ("+49 30 5550100 ext. 12", "+49 30 5550100", False),
        ("+49 30 5550100 ext. 12", "+49 30 5550100 ext. 13", False),
        ("+49 30 5550100", "+43 30 5550100", False),
        ("+1 212 555 0100", "+49 212 555 0100", False),
        ("55512", "55512", False),
        ("not a number", "not a number", False),
    ],
)
def test_one_number_however_it_is_written(one: str, other: str, same: bool) -> None:
    assert same_phone(one, other) is same and same_phone(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Northwind Robotics GmbH", "NORTHWIND ROBOTICS, Inc.", "same"),
        ("Müller & Söhne KG", "Muller und Sohne", "same"),
        ("Kestrel Sp. z o.o.", "Kestrel", "same"),
        ("株式会社ソニー", "ソニー", "same"),
        ("Northwind Robotics", "Northwind Robotcis", "alike"),
        ("Northwind Deutschland GmbH", "Northwind", "alike"),
        ("Northwind Robotics", "Northwind Foods", ""),
        ("Northwater Grid 2", "Northwater Grid 3", ""),
        ("", "", ""),
    ],
)
def test_employers_are_one_but_for_form_and_spelling(one: str, other: str, how: str) -> None:
    assert same_employer(one, other) == how and same_employer(other, one) == how


WORK = {"employers": ("Northwind Robotics",)}


@pytest.mark.parametrize(
    ("one", "other", "sure", "reason"),
    [
        (
            Known("Dana Whitfield", emails=("dana@northwind.test",)),
            Known("Whitfield, D.", emails=("dana@northwind.test",)),
            True,
            "same e-mail",
        ),
        (
            Known("Dana Whitfield", phones=("+49 30 5550100",)),
            Known("Dana", phones=("030 5550100",)),
            True,
            "same phone",
        ),
        (Known("Dana Whitfield", profiles=("in/dana",)), Known("D. Lee", profiles=("in/dana",)), True,
         "same LinkedIn profile"),
        (Known("Anna Meyer", emails=("a@b.test",)), Known("Anna Schmidt", emails=("a@b.test",)), False,
         "same e-mail, another name"),
        (Known("Anna Meyer", phones=("+49 151 5550100",)), Known("Anna Schmidt", phones=("0151 5550100",)), False,
         "same phone, another family name"),
        (Known("Bob Jones", **WORK), Known("Robert Jones", employers=("Northwind Robotics GmbH",)), False,
         "alike name, same employer"),
        (Known("Dana Whitfeild", **WORK), Known("Dana Whitfield", employers=("Northwind Robotcis",)), False,
         "alike name, alike employer"),
        (Known("J Smith", emails=("hr@b.test",)), Known("John Smith", emails=("hr@b.test",)), False,
         "same e-mail, alike name"),
        (Known("John Smith Jr.", emails=("smith@b.test",)), Known("John Smith", emails=("smith@b.test",)), False,
         "same e-mail, alike name"),
        (Known("Anna Meyer", emails=("anna@northwind.test",)), Known("Anna Meyer", emails=("a.m@northwind.test",)),
         False, "same name, same mail domain"),
    ],
)  # fmt: skip
def test_what_is_sure_and_what_is_suggested(one: Known, other: Known, sure: bool, reason: str) -> None:
    for found in (likeness(one, other), likeness(other, one)):
        assert found is not None and (found.sure, found.reason) == (sure, reason)
        assert found.score >= SUGGESTED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # A family: one address, one phone.
        (
            Known("John Smith", emails=("smith@b.test",), phones=("+49 30 5550100",)),
            Known("James Smith", emails=("smith@b.test",), phones=("+49 30 5550100",)),
        ),
        # Colleagues with alike names and an address each.
        (
            Known("Anna Meyer", emails=("anna.meyer@northwind.test",), **WORK),
            Known("Anne Meier", emails=("anne.meier@northwind.test",), **WORK),
        ),
        (
            Known("Anna Meyer", emails=("anna.meyer@northwind.test",), **WORK),
            Known("Anna Meier", emails=("anna.meier@northwind.test",), **WORK),
        ),
        (
            Known("Anna Meyer", emails=("anna.meyer@northwind.test",), **WORK),
            Known("Anna Meyer", emails=("anna.meyer2@northwind.test",), **WORK),
        ),
        (
            Known("Anna Meyer", phones=("+49 30 5550100 ext. 1",), **WORK),
            Known("Anna Meyer", phones=("+49 30 5550100 ext. 2",), **WORK),
        ),
        (Known("Anna Meyer", birthday="1980-01-02", **WORK), Known("Anna Meyer", birthday="1990-01-02", **WORK)),
        (Known("Anna Meyer", phones=("+49 30 5550100",)), Known("Sam Lee", phones=("+49 30 5550100",))),
        (Known("Anna Meyer", **WORK), Known("Anna Meyer", employers=("Northwind Foods",))),
        (Known("Anna Meyer"), Known("Anna Meyer", **WORK)),
    ],
)
def test_what_says_nothing(one: Known, other: Known) -> None:
    assert likeness(one, other) is None and likeness(other, one) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna & Tom Reed", "Anna Reed"),
        ("Anna und Tom Reed", "Tom Reed"),
        ("Dana Whitfield", "Office of Dana Whitfield"),
        ("Dana Whitfield", "Dana Whitfield (assistant)"),
        ("Dana Whitfield", "Sekretariat Dana Whitfield"),
    ],
)
def test_a_couple_is_not_one_of_the_two_nor_a_desk_its_boss(one: str, other: str) -> None:
    phones = ("+1 202 555 0123",)
    found = likeness(Known(one, phones=phones), Known(other, phones=phones))
    assert found is not None
    assert (found.sure, found.reason) == (False, "same phone, alike name")
    assert not compatible(one, other)


def test_two_ways_of_writing_a_couple_are_one_and_a_desk_of_ones_own_is_no_other() -> None:
    assert alike("Anna & Tom Reed", "Tom and Anna Reed") is Fit.SAME
    assert alike("Dana Whitfield (office)", "Dana Whitfield") is Fit.SAME
    assert alike("Santiago Ramón y Cajal", "Santiago Ramon y Cajal") is Fit.SAME


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Dana@Kestrel.test", " dana@kestrel.TEST ", True),
        ("MAILTO:dana@kestrel.test", "<dana@kestrel.test>", True),
        ("dana@bücher.test", "dana@xn--bcher-kva.test", True),
        ("dana@xn--\x80.test", "dana@kestrel.test", False),
        ("d.whitfield+jobs@googlemail.com", "dwhitfield@gmail.com", True),
        ("d.whitfield@kestrel.test", "dwhitfield@kestrel.test", False),
    ],
)
def test_one_mailbox_in_two_spellings(one: str, other: str, same: bool) -> None:
    assert (mailbox_key(one) == mailbox_key(other)) is same


def test_the_mailbox_of_an_office_hardly_says_anything_of_two_names() -> None:
    one, other = Known("Dana Whitfield", emails=("jobs@b.test",)), Known("Sam Lee", emails=("jobs@b.test",))
    found = likeness(one, other)
    assert found is not None and not found.sure and found.score < SUGGESTED
    assert likeness(one, other, {"jobs@b.test"}) is None


def test_one_person_may_have_two_addresses_at_work() -> None:
    one = Known("Anna Meyer", emails=("anna.meyer@northwind.test",), **WORK)
    found = likeness(one, Known("Anna Meyer", emails=("a.meyer@northwind.test",), **WORK))
    assert found is not None and found.reason == "same name, same employer"


def test_a_short_form_nobody_listed_is_suggested_by_its_e_mail() -> None:
    def with_mail(name: str, employer: str = "") -> Known:
        return Known(name, employers=(employer,) if employer else (), emails=("gwen@tidewater.test",))

    short = likeness(with_mail("Gwen Abara"), with_mail("Gwendolyn Abara"))
    assert short is not None and (short.sure, short.reason) == (False, "same e-mail, alike name")
    # A family at one address is none; two first names at one desk are asked about.
    assert likeness(with_mail("Tom Abara"), with_mail("Ruth Abara")) is None
    desk = likeness(with_mail("Tom Abara", "Tidewater Grid"), with_mail("Ruth Abara", "Tidewater Grid"))
    assert desk is not None and (desk.sure, desk.reason) == (False, "same e-mail, another first name")
