"""What is written as vCard is read by other programs: vobject, which many use, and khard on its command line."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import vobject

from crm.domain.people import Address, Contact, Labelled, Position
from crm.formats.records import ContactRecord
from crm.formats.vcard_read import read_vcards
from crm.formats.vcard_write import write_vcards

DANA = Contact(
    "Dana Whitfield, PhD",
    uid="0a1b2c3d-0000-4000-8000-000000000001",
    given="Dana",
    family="Whitfield; Lee",
    prefix="Dr.",
    nickname="Dan, Whit",
    positions=(Position("Northwind, Robotics", "VP; Engineering", "Arms"),),
    emails=(Labelled("dana@northwind.test", "work, pref"), Labelled("d@home.test", "")),
    phones=(Labelled("+49 30 5550100", "cell"), Labelled("+49 30 5550101", "Büro, links")),
    links=(Labelled("https://linkedin.com/in/dana", "linkedin"),),
    addresses=(Address("", "home", "Market Street 1\nFloor 2", "07302", "Berlin", "", "Germany"),),
    tags=("target", "Berlin, 2026"),
    birthday="--03-07",
    anniversary="2010-06-01",
    notes="Erste Zeile\nÄußerst lange zweite Zeile; mit Punkt, " + "und so weiter " * 20,
    extra={"vcard": ["PHOTO:data:image/jpeg;base64," + "QUJD" * 40, "ROLE:Chair"]},
)
SAM = Contact("Sam Lee")


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_vobject_reads_every_field(version: str) -> None:
    data = write_vcards([ContactRecord(DANA, "", 0), ContactRecord(SAM, "", 0)], version).decode()  # type: ignore[arg-type]
    dana, sam = vobject.readComponents(data, validate=True)
    assert (dana.version.value, dana.fn.value, sam.fn.value) == (version, DANA.name, SAM.name)
    assert (dana.n.value.given, dana.n.value.family, dana.n.value.prefix) == (DANA.given, DANA.family, DANA.prefix)
    assert dana.org.value == ["Northwind, Robotics", "Arms"]
    assert dana.title.value == "VP; Engineering"
    assert [mail.value for mail in dana.email_list] == [point.value for point in DANA.emails]
    assert [tel.value for tel in dana.tel_list] == [point.value for point in DANA.phones]
    assert {tel.group: tel.value for tel in dana.x_ablabel_list}["item1"] == "Büro, links"
    assert (dana.adr.value.street, dana.adr.value.code) == ("Market Street 1\nFloor 2", "07302")
    assert dana.categories.value == list(DANA.tags)
    assert dana.note.value == DANA.notes
    assert dana.url.value == DANA.links[0].value
    assert DANA.uid in dana.uid.value
    if version == "3.0":
        assert dana.photo.value == b"ABC" * 40
        assert dana.bday.value == "1604-03-07"
    else:
        assert dana.bday.value == "--0307"


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_what_vobject_writes_of_it_is_read_again(version: str) -> None:
    # Of lists it keeps the first, and of data: addresses what stands before the comma.
    dana = replace(DANA, nickname="Dan", extra={"vcard": ["ROLE:Chair"]})
    data = write_vcards([ContactRecord(dana, "", 0)], version)  # type: ignore[arg-type]
    again = vobject.readOne(data.decode()).serialize().encode()
    (record,) = read_vcards(again, "again.vcf").records
    found = record.contact
    # It sorts the lines by their names.
    assert sorted(found.phones, key=str) == sorted(dana.phones, key=str)
    assert replace(found, source="", phones=dana.phones) == dana


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_khard_shows_it(version: str, tmp_path: Path) -> None:
    book = tmp_path / "contacts"
    book.mkdir()
    for number, contact in enumerate((DANA, replace(SAM, uid="0a1b2c3d-0000-4000-8000-000000000002"))):
        data = write_vcards([ContactRecord(contact, "", 0)], version)  # type: ignore[arg-type]
        (book / f"{number}.vcf").write_bytes(data)
    config = tmp_path / "khard.conf"
    config.write_text(f"[addressbooks]\n[[people]]\npath = {book}\n[general]\ndefault_action = list\n")

    def khard(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "khard", "-c", str(config), *arguments],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    shown = khard("show", "--format=yaml", "Dana")
    for word in (
        "Dana", "Whitfield; Lee", "Northwind, Robotics", "VP; Engineering", "dana@northwind.test", "+49 30 5550100",
        "Büro, links", "Market Street 1", "07302", "Berlin, 2026", "Erste Zeile", "https://linkedin.com/in/dana",
    ):  # fmt: skip
        assert word in shown
    assert "Sam Lee" in khard("list")
