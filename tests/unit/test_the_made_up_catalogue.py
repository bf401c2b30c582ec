"""What is taught in the made-up nation: enough in every year for every kind of learner, and nobody's real number."""

from __future__ import annotations

import re
from datetime import date

import pytest

from alder.sources.miniature.catalogue import listed_aims, listed_frameworks, listed_standards
from alder.sources.reference.lars_codes import SUBJECT_AREAS

AIMS = {aim.ref: aim for aim in listed_aims()}
YEARS = range(1998, 2028)


def open_in(year: int, offer: str, *levels: str) -> list[str]:
    day = date(year, 9, 10)
    return [a.ref for a in AIMS.values() if offer in a.offers and a.level in levels and a.is_open(day)]


@pytest.mark.parametrize(
    ("offer", "levels", "fewest"),
    [
        # to whom     levels     so many to choose from in each year from 1998 to 2027
        ("young", ("E", "1"), 15),
        ("young", ("2",), 20),
        ("young", ("3",), 25),
        ("adult", ("E", "1"), 20),
        ("adult", ("2",), 30),
        ("adult", ("3",), 30),
        ("loan", ("3",), 15),
        ("loan", ("4", "5"), 5),
        ("community", ("X",), 16),
        ("apprentice", ("2",), 15),
        ("apprentice", ("3",), 15),
    ],
)
def test_there_is_something_to_begin_in_every_year(offer: str, levels: tuple[str, ...], fewest: int):
    assert min(len(open_in(year, offer, *levels)) for year in YEARS) >= fewest


def test_an_edition_that_closes_is_followed_by_the_next_without_a_gap():
    closed = [aim for aim in AIMS.values() if aim.last_start]
    assert closed
    for aim in closed:
        assert aim.last_start
        assert aim.closes
        assert aim.successor
        assert (AIMS[aim.successor].opens - aim.last_start).days == 1
        assert (aim.closes.year - aim.last_start.year) == 4  # whoever began on the last day has time to finish


def test_apprenticeships_teach_an_aim_that_is_open_to_apprentices_on_every_day_on_which_they_begin():
    for programme in (*listed_standards(), *listed_frameworks()):
        for day in (programme.opens, programme.last_start or date(2027, 7, 31)):
            assert [ref for ref in programme.components if AIMS[ref].is_open(day)], programme
        assert all("apprentice" in AIMS[ref].offers for ref in programme.components), programme


def test_all_fifteen_sector_subject_areas_are_taught():
    assert {int(float(aim.subject)) for aim in AIMS.values()} - {-2} == set(SUBJECT_AREAS)


def test_there_is_an_apprenticeship_at_every_level():
    assert {s.level for s in listed_standards()} == {2, 3, 4, 5, 6, 7}
    assert {f.level for f in listed_frameworks()} == {2, 3, 4, 5}


def test_made_up_numbers_have_the_form_of_real_ones_and_belong_to_nobody():
    made_up = [ref for ref in AIMS if re.fullmatch(r"99\d{6}|Z0990\d{3}|Z099\d{4}", ref)]
    assert len(made_up) == len(AIMS) - 39
    assert all(re.fullmatch(r"[0-9A-Z]{8}", ref) for ref in AIMS)
    assert all(s.code > 9000 for s in listed_standards()[8:])
    assert all(900 < f.code < 1000 for f in listed_frameworks()[5:])


@pytest.mark.parametrize("of", [AIMS, listed_standards(), listed_frameworks()])
def test_nothing_is_listed_twice(of: object):
    keys = [
        (getattr(row, "code", row), getattr(row, "kind", 0), getattr(row, "pathway", 0))
        for row in of  # type: ignore[attr-defined]
    ]
    assert len(set(keys)) == len(keys)
