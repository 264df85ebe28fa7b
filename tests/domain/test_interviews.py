"""Interviews as values: quotes that are not doubled, stories that fit, what recurs, zones, open concerns."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given

from crm.domain.content_words import Said, alike, content_words, fitting, points, recurring, stem
from crm.domain.interviews import (
    Answer,
    Concern,
    Debrief,
    Interview,
    ProofPoint,
    Quote,
    UnknownZone,
    changed_quotes,
    proof_matches,
    suggested,
    zone_name,
)

DAY = date(2026, 11, 19)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)


def quotes(*texts: str) -> list[Quote]:
    return [Quote(text) for text in texts]


def stored(texts: list[str]) -> list[Quote]:
    return [Quote(text, id=number) for number, text in enumerate(texts, start=1)]


def interview(**changes: object) -> Interview:
    return Interview(1, "u", 1, "Analyst", "Northwind", DAY, **changes)


# Quotes


@given(st.lists(TEXTS, max_size=6), st.booleans())
def test_a_debrief_that_is_repeated_changes_nothing_the_second_time(texts, complete):
    first = changed_quotes([], quotes(*texts))
    now = stored([quote.text for quote in first.added])
    again = changed_quotes(now, quotes(*texts), complete=complete)
    assert (again.added, again.edited, again.gone) == ((), (), ())


@given(st.lists(TEXTS, max_size=6), st.lists(TEXTS, max_size=6))
def test_a_complete_list_becomes_exactly_what_the_form_holds(before, after):
    old = stored([quote.text for quote in changed_quotes([], quotes(*before)).added])
    changes = changed_quotes(old, quotes(*after), complete=True)
    now = {quote.id: quote.text for quote in old if quote.id not in changes.gone}
    now.update({number: quote.text for number, quote in changes.edited})
    result = [*now.values(), *(quote.text for quote in changes.added)]
    wanted = [quote.text for quote in changed_quotes([], quotes(*after)).added]
    assert sorted(result) == sorted(wanted)


def test_case_and_accents_and_full_stops_do_not_make_a_second_challenge():
    changes = changed_quotes(stored(["Churn is high."]), quotes("churn is HIGH"))
    assert (changes.added, changes.edited) == ((), ())
    in_a_form = changed_quotes(stored(["Churn is high."]), quotes("churn is HIGH"), complete=True)
    assert in_a_form.edited == ((1, Quote("churn is HIGH", None, 1)),)


def test_who_said_it_can_be_told_later():
    changes = changed_quotes(stored(["Churn is high."]), [Quote("churn is high", 7)])
    assert changes.edited == ((1, Quote("Churn is high.", 7, 1)),)


def test_a_reworded_line_edits_the_one_it_was_and_keeps_who_said_it():
    old = [Quote("On-call wears them out", 7, 1), Quote("no budget", 8, 2)]
    changes = changed_quotes(old, quotes("On-call is wearing them out", "who owns the data?"), complete=True)
    assert changes.edited == ((1, Quote("On-call is wearing them out", 7, 1)),)
    assert [quote.text for quote in changes.added] == ["who owns the data?"]
    assert changes.gone == (2,)


def test_without_a_complete_list_nothing_goes():
    changes = changed_quotes(stored(["churn"]), quotes("budget"))
    assert (len(changes.added), changes.gone) == (1, ())


def test_a_quote_with_its_id_is_edited_whatever_it_says_now():
    changes = changed_quotes(stored(["churn"]), [Quote("growth", None, 1)])
    assert changes.edited == ((1, Quote("growth", None, 1)),)
    assert changes.added == ()


# Words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("managed", "management"),
        ("manager", "managing"),
        ("rambling", "rambled"),
        ("databases", "database"),
        ("stories", "story"),
        ("teams", "team"),
    ],
)
def test_forms_of_a_word_meet(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("process", "proceed"), ("data", "date"), ("price", "prize")])
def test_other_words_do_not(one, other):
    assert stem(one) != stem(other)


def test_small_words_say_nothing():
    assert content_words("how would you do this with the people that are here?") == {}
    assert list(content_words("They need somebody for the migration")) == [stem("somebody"), stem("migration")]


def test_pairs_of_ideographs_are_words():
    assert set(content_words("顧客維持率")) & set(content_words("維持"))


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("never led a large team", "no large team led yet", True),
        ("shorter answers", "Keep the answers shorter next time", True),
        ("pacing", "the pacing was right", True),
        ("no team led yet", "team spirit", False),
        ("salary too high", "no cloud experience", False),
        ("", "", False),
    ],
)
def test_what_is_alike(one, other, are):
    assert alike(content_words(one), content_words(other)) is are


def test_points_are_lines_and_sentences_without_bullets():
    assert points("- Shorter answers. Bring figures!\n• Smile\n\n") == ["Shorter answers", "Bring figures!", "Smile"]


def test_what_recurs_is_counted_in_occasions_newest_words_first():
    said = [
        Said("I rambled about databases", 1, date(2026, 10, 1)),
        Said("rambling on the database question", 2, date(2026, 11, 1)),
        Said("rambled on databases, again", 2, date(2026, 11, 1)),
        Said("late by five minutes", 3, date(2026, 9, 1)),
    ]
    (found,) = recurring(said)
    assert (found.count, found.text) == (2, "rambling on the database question")
    assert len(found.said) == 3


@given(st.lists(st.tuples(TEXTS, st.integers(1, 4)), max_size=8))
def test_with_least_one_every_saying_is_in_exactly_one_group(said):
    every = [Said(text, source, DAY) for text, source in said]
    groups = recurring(every, least=1)
    assert sorted(each.text for group in groups for each in group.said) == sorted(each.text for each in every)
    assert all(group.count == len({each.source for each in group.said}) for group in groups)


# Stories


def proof(number: int, title: str, **more: object) -> ProofPoint:
    return ProofPoint(number, f"u{number}", title, **more)


ON_CALL = proof(1, "On-call halved", situation="eleven pages a night", tags=("reliability",))
TEAM = proof(2, "Led a team of six", result="shipped in nine weeks")
MOVED = proof(3, "Billing migrated", action="moved alerts to the new system")


def test_the_story_that_shares_the_words_is_suggested_with_the_reason():
    (best, *_) = suggested("on-call is wearing the reliability team out", [TEAM, MOVED, ON_CALL])
    assert best.proof == ON_CALL
    assert "reliability" in best.why


def test_a_challenge_that_nothing_fits_gets_no_suggestion():
    assert suggested("currency risk", [ON_CALL, TEAM, MOVED]) == []


def test_a_title_says_more_than_a_situation():
    told = proof(4, "Something", situation="alerts everywhere")
    titled = proof(5, "Alerts cut")
    assert [each.proof.id for each in suggested("too many alerts", [told, titled])] == [5, 4]


def test_a_word_that_every_story_has_counts_least():
    texts = [(1, [("data churn", 1.0)]), (2, [("data pipeline", 1.0)]), (3, [("data lake", 1.0)])]
    assert fitting("data churn", texts)[0].key == 1
    assert fitting("data churn", texts)[0].words == ("churn", "data")


@pytest.mark.parametrize(
    ("text", "fits"), [("reli", True), ("ON call", True), ("pages elev", True), ("ages", False), ("team", False)]
)
def test_a_story_is_found_by_the_beginnings_of_its_words_and_tags(text, fits):
    assert proof_matches(ON_CALL, text) is fits


def test_accents_are_no_hindrance():
    assert proof_matches(proof(1, "Élan à São Paulo"), "elan sao")


# Concerns


def concern(**changes: object) -> Concern:
    return Concern(1, "u", "concern", "no team led yet", DAY, **changes)


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [
        ({}, True),
        ({"closed_on": DAY}, False),
        ({"answers": (Answer(1, "talk", DAY),)}, False),
        ({"answers": (Answer(1, "work", DAY),)}, False),
        ({"answers": (Answer(1, "letter", DAY),)}, False),
        ({"answers": (Answer(1, "letter", DAY, letter_id=3, sent=False),)}, True),
        ({"answers": (Answer(1, "letter", DAY, letter_id=3, sent=True),)}, False),
    ],
)
def test_a_concern_is_open_until_it_reached_them_or_is_closed(changes, is_open):
    assert concern(**changes).is_open is is_open


def test_the_newest_answer_is_the_one_that_is_shown():
    later = Answer(2, "letter", DAY + timedelta(days=1))
    assert concern(answers=(later, Answer(1, "talk", DAY))).answered == later


# Time


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("", ""),
    ],
)
def test_a_zone_is_found_as_it_is_said(text, zone):
    assert zone_name(text) == zone


@pytest.mark.parametrize("text", ["Europe", "Berlin/Europe", "../etc", "/etc/localtime", "Atlantis", "é"])
def test_what_is_no_zone_is_refused_with_a_sentence(text):
    with pytest.raises(UnknownZone, match="Europe/Berlin"):
        zone_name(text)


def test_their_time_is_told_on_the_own_clock_also_when_only_one_of_them_has_changed_it():
    new_york = ZoneInfo("America/New_York")
    planned = interview(at=time(14, 30), zone="Europe/Berlin")
    assert planned.own(new_york) == datetime(2026, 11, 19, 8, 30, tzinfo=new_york)
    between = Interview(1, "u", 1, "", "", date(2026, 10, 28), time(14, 30), "Europe/Berlin")
    assert between.own(new_york).hour == 9


def test_without_a_zone_the_time_is_the_own_and_without_a_time_there_is_no_moment():
    assert interview(at=time(9)).own(UTC) == datetime(2026, 11, 19, 9, tzinfo=UTC)
    assert interview().own(UTC) is None


@pytest.mark.parametrize(
    ("changes", "awaits"),
    [
        ({}, True),
        ({"status": "held"}, True),
        ({"status": "cancelled"}, False),
        ({"debrief": Debrief(chemistry="warm")}, False),
        ({"debrief": Debrief(concerns=(Quote("x"),))}, False),
        ({"debrief": Debrief(questions="who decides?", advantage="figures")}, True),
    ],
)
def test_an_interview_whose_day_has_come_asks_how_it_was(changes, awaits):
    assert interview(**changes).awaits_debrief(DAY) is awaits
    assert not interview(**changes).awaits_debrief(DAY - timedelta(days=1))
