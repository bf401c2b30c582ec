"""Targets of a made-up population: each with its source, and every published figure used or with the reason why not."""

from __future__ import annotations

from collections import Counter

import pytest

from alder.synth.population.quality_report import better_figures
from alder.synth.population.targets import COUNTS, Basis, parse_cell, targets

ALL = targets(60_000).rows


def test_every_figure_has_a_source_and_a_cell_of_its_own() -> None:
    assert all(row.source and row.unit for row in ALL)
    twice = [name for name, n in Counter(row.name for row in ALL if not row.no_target_because).items() if n > 1]
    assert twice == []


def test_published_figures_are_targets_or_say_why_not() -> None:
    published = [row for row in ALL if row.basis is Basis.PUBLISHED]
    not_used = [row for row in published if row.no_target_because]
    assert len(published) == 650
    assert 0 < len(not_used) < len(published) / 2
    assert all(len(row.no_target_because.split()) > 5 for row in not_used)
    assert not any(row.no_target_because for row in ALL if row.basis is Basis.ASSUMED)


def test_what_is_assumed_says_where_a_better_figure_would_be_found() -> None:
    assert set(better_figures()) == {row.quantity for row in ALL if row.basis is Basis.ASSUMED}


def test_counts_are_scaled_by_people_and_rates_and_medians_are_not() -> None:
    few, many = targets(60_000), targets(600_000)
    adults = {"of": "further education", "year": 2016, "age": "19+", "level": "total"}
    assert many.value("participation", **adults) == pytest.approx(10 * few.value("participation", **adults))
    assert few.value("participation", **adults) == pytest.approx(2_236_800 * few.scale)
    rate = {"of": "apprenticeships", "year": 2021}
    assert few.value("achievement_rate", **rate) == many.value("achievement_rate", **rate) == 53.4
    assert {row.unit for row in ALL if row.is_count} == set(COUNTS)


def test_a_figure_that_the_table_does_not_have_is_named() -> None:
    with pytest.raises(KeyError, match="participation: of=further education;year=1850"):
        targets(60_000).value("participation", of="further education", year=1850)
    with pytest.raises(KeyError, match="age=100"):
        targets(60_000).by_number("moves", "age", range(121))


def test_bands_of_numbers_are_spread_over_their_numbers() -> None:
    moves = targets(60_000).by_number("moves", "age", range(17, 20))
    assert moves.tolist() == [5, 14, 17]
    assert parse_cell("year=2018;age=19-24") == {"year": "2018", "age": "19-24"}
    assert parse_cell("") == {}
