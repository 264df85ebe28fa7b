"""What is chosen about rows, its way back, and the same choice for rows alike; no screen, no book."""

from __future__ import annotations

import pytest

from crm.book.import_choices import AsNew, Into, Leave, Overwrite, Take
from crm.book.import_preview import FieldChange, ImportPreview, Possible, PreviewRow
from crm.book.importing import ImportReport
from crm.tui.panes.bringing_list import Shown, group_of
from crm.tui.screens.bringing_choices import Choosing, alike, taken, taking
from crm.tui.screens.bringing_rows import Rows

TITLE, CITY = FieldChange("title", "VP", "CTO", True), FieldChange("city", "Bonn", "Ulm", True)


def row(place, *possible, fate="possible", changes=(), who=None):
    return PreviewRow(place, f"Row {place}", "", fate, "a.vcf", place, changes, tuple(possible), who=who)


def like(who, reason="same e-mail"):
    return Possible(who, f"Person {who}", reason, sure=False)


def test_choices_go_back_and_come_again_and_a_new_one_ends_what_could_come_again():
    choosing = Choosing()
    assert not choosing.back() and not choosing.again()
    choosing.put({1: Leave()})
    choosing.put({2: AsNew(), 1: None})
    assert choosing.choices == {2: AsNew()}
    assert choosing.back() and choosing.choices == {1: Leave()}
    assert choosing.again() and choosing.choices == {2: AsNew()}
    choosing.back()
    choosing.put({3: Take()})
    assert not choosing.again() and choosing.choices == {1: Leave(), 3: Take()}


def test_leaving_a_row_out_opens_those_that_were_the_same_person_as_it():
    choosing = Choosing()
    choosing.put({2: Into(-1), 3: Into(7)})
    choosing.put({1: Leave()})
    assert choosing.choices == {1: Leave(), 3: Into(7)}
    choosing.back()
    assert choosing.choices == {2: Into(-1), 3: Into(7)}


def test_a_refused_choice_is_forgotten_for_good():
    choosing = Choosing()
    choosing.put({1: AsNew()})
    assert choosing.refuse() and choosing.choices == {} and not choosing.again() and not choosing.refuse()


@pytest.mark.parametrize(
    ("choice", "fields", "expected"),
    [
        (None, {"title"}, Overwrite(frozenset({"title"}))),
        (None, {"title", "city"}, Overwrite(None)),
        (Overwrite(None), set(), Take()),
        (Into(7), {"title"}, Into(7, frozenset({"title"}))),
        (Into(7), {"title", "city"}, Into(7, None)),
        (Into(7, None), set(), Into(7)),
    ],
)
def test_the_fields_taken_are_what_was_ticked(choice, fields, expected):
    conflicts = (TITLE, CITY)
    chosen = taking(choice, frozenset(fields), conflicts)
    assert chosen == expected
    assert taken(chosen, conflicts) == fields


def test_alike_are_those_with_the_same_reason_each_with_their_own_person():
    first = row(1, like(7), like(8))
    others = [(row(2, like(9)), ()), (row(3, like(10, "same phone")), ()), (row(4, like(-2)), ())]
    assert alike(first, Into(7), others, left=()) == {2: Into(9), 4: Into(-2)}
    assert alike(first, Into(7), others, left=(2,)) == {2: Into(9)}
    assert alike(first, Into(8), others, left=()) == {}, "that is one person"
    assert alike(first, AsNew(), others, left=()) == {2: AsNew(), 4: AsNew()}
    assert alike(first, Leave(), others, left=()) == {2: Leave(), 4: Leave()}


def test_the_files_values_are_taken_where_they_differ():
    first = row(1, fate="changed", changes=(TITLE,))
    others = [(row(2, fate="changed"), (TITLE, CITY)), (row(3, fate="changed"), (CITY,)), (row(4, fate="new"), ())]
    assert alike(first, Overwrite(None), others, left=()) == {2: Overwrite(None), 3: Overwrite(None)}
    title = frozenset({"title"})
    assert alike(first, Overwrite(title), others, left=()) == {2: Overwrite(title)}


def test_a_row_says_what_becomes_of_it():
    plain = row(1, like(7))
    assert Shown(1, group_of(plain), plain).state == ("who is it?", "wait")
    assert Shown(1, "possible", plain, Into(7), (), "Dana").state == ("is Dana", "good")
    both = (TITLE, CITY)
    assert Shown(1, "possible", plain, Into(7, None), both, "Dana").state[0] == "is Dana, the file's values"
    assert Shown(1, "differs", plain, Overwrite(frozenset({"title"})), both).state[0] == "the file's title"
    assert Shown(1, "differs", plain, Take(), both).state[0] == "yours stay"
    assert Shown(1, "differs", plain, None, both).state == ("2 differences", "wait")
    assert Shown(1, "new", row(1, fate="new"), Leave()).state == ("left out", "muted")


def test_caution_is_for_names_that_cannot_be_one_persons_and_names_the_key_that_helps():
    rows = Rows(())
    named = [
        PreviewRow(1, "Gwendolyn Abara", "", "new", "a.vcf", 1),
        PreviewRow(2, "D. Whitfield", "", "new", "a.vcf", 2),
        PreviewRow(3, "Sam Lee", "", "possible", "a.vcf", 3, possible=(like(7),)),
        PreviewRow(4, "Sam Lee", "", "changed", "a.vcf", 4, who=9),
        PreviewRow(5, "", "", "new", "a.vcf", 5),
    ]
    rows.take_plain(ImportPreview(tuple(named), ImportReport()))
    rows.call(7, "Dana Whitfield")
    told = "Gwendolyn Abara and Dana Whitfield share nothing by which they are known; n takes it back."
    assert rows.caution(1, 7) == told
    assert rows.caution(2, 7) == "", "an initial may be hers"
    assert rows.caution(3, 7) == "", "proposed for another reason than the name"
    assert rows.caution(4, 7).endswith("u takes it back."), "one of the book cannot be new"
    assert rows.caution(5, 7) == ""


def test_a_row_with_two_problems_is_one_that_says_both_and_one_that_comes_in_partly_has_its_group():
    two = [PreviewRow(1, "Ann", "", "problem", "a.vcf", line, problem=f"Wrong {line}.") for line in (3, 5)]
    partly = PreviewRow(2, "Bob", "", "new", "a.vcf", 9, problem="The photo was cut.")
    rows = Rows(())
    rows.take_plain(ImportPreview((*two, partly), ImportReport()))
    assert rows.shown(1).below == "Wrong 3. Wrong 5." and rows.shown(1).group == "problem"
    assert rows.shown(2).group == "partly" and rows.shown(2).state[0] == "new"
    assert rows.fitting("photo").number == 1 and rows.fitting("").number == 2
