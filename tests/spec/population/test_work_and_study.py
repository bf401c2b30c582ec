"""Higher education, work and pay of a made-up population, and how near it is to its targets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.support.commands import run

from alder.synth.population.population import Population, PopulationSettings, make_population
from alder.synth.population.quality_report import PopulationQuality

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Population:
    settings = PopulationSettings(people=60_000, seed=3, first_year=2005, last_year=2021, regions=(6, 7))
    return make_population(tmp_path_factory.mktemp("work") / "population", settings)


@pytest.fixture(scope="module")
def quality(made: Population) -> PopulationQuality:
    return PopulationQuality.of(made)


def test_tax_years_are_years_of_people_who_are_there(made: Population) -> None:
    people, work = made.whole("person"), made.whole("work")
    owner, year = work["person"].to_numpy(), work["tax_year"].to_numpy()
    row = np.searchsorted(people["person"].to_numpy(), owner)
    left, arrived = people["left"].to_numpy()[row], people["arrived"].to_numpy()[row]
    assert ((left == 0) | (year < left)).all()
    assert (year >= arrived).all()
    assert (year.min(), year.max()) == (2005, 2021)
    assert len(np.unique(owner * 3000 + year)) == len(owner)


def test_days_and_pay_go_together(made: Population) -> None:
    work = made.whole("work")
    days, pay, benefit = (work[name].to_numpy() for name in ("days", "pay", "benefit_days"))
    assert ((days > 0) | (benefit > 0)).all()
    assert (days + benefit <= 365).all()
    assert ((pay > 0) == (days > 0)).all()
    has_sector = work["sector"].to_numpy(zero_copy_only=False) != ""
    assert (has_sector == (days > 0)).all()


def test_people_who_work_tend_to_go_on_working(made: Population) -> None:
    work = made.whole("work")
    people = made.whole("person")
    born = people["born"].to_numpy().astype("datetime64[Y]").astype(int) + 1970
    grown = (born > 1960) & (born < 1980) & (people["arrived"].to_numpy() == 0) & (people["left"].to_numpy() == 0)
    works = np.zeros((2, len(grown)), dtype=bool)
    row = np.searchsorted(people["person"].to_numpy(), work["person"].to_numpy())
    for n, year in enumerate((2014, 2015)):
        works[n, row[(work["tax_year"].to_numpy() == year) & (work["days"].to_numpy() > 0)]] = True
    again, anew = works[1][works[0] & grown].mean(), works[1][~works[0] & grown].mean()
    assert again > 0.9
    assert anew < 0.5


def test_degrees_come_after_their_years_of_study(made: Population) -> None:
    rows = made.whole("higher_education")
    person, year, nth, outcome = (rows[n].to_numpy() for n in ("person", "year", "year_of_course", "outcome"))
    same = np.diff(person) == 0
    goes_on = outcome[:-1] == 1
    next_year = same & goes_on & (np.diff(year) == 1)
    assert (np.diff(nth)[next_year] == 1).all()
    assert (nth[1:][same & ~goes_on] == 1).all()
    assert set(np.unique(outcome)) == {1, 2, 3}


def test_counts_keep_to_their_targets_within_the_bounds(quality: PopulationQuality) -> None:
    """Exactly where shards are small too; what was published of pay comes near."""
    missed = {d.target.quantity for d in quality.missed}
    assert {"special_needs", "free_meals", "difficulty"}.isdisjoint(missed)
    published = {line.quantity: line for line in quality.lines if line.basis.value == "published"}
    assert {"median_pay", "main_activity", "participation", "starts", "retention_rate"} <= set(published)
    whole = [d for d in published["median_pay"].met if set(d.target.cell) == {"of", "years_after"}]
    assert len(whole) == 3
    assert all(abs(d.away) < 1 for d in whole), "a few of some 450 people on the wrong side of the middle"
    mainly = [d for d in published["main_activity"].met if d.target.cell["activity"] in _BY_QUOTA]
    assert len(mainly) == 8
    assert all(abs(d.away) * d.of / 100 <= 6 for d in mainly), "a person in each of six school years"
    learn = [d for d in published["main_activity"].met if d.target.cell["activity"] == "adult fe"]
    learn += [d for d in published["sustained_learning"].met if "subject" not in d.target.cell]
    assert len(learn) == 5
    for d in learn:  # two standard errors of so few people: how many begin is a quota, how long they learn is chance
        assert abs(d.away) < 2 * (d.wanted * (100 - d.wanted) / d.of) ** 0.5, d.target.name


_BY_QUOTA = ("employment", "out of work benefits")


def test_every_target_is_compared_or_listed(quality: PopulationQuality) -> None:
    used = [t for t in quality.population.settings.targets().rows if not t.no_target_because]
    assert len(quality.met) + len(quality.not_compared) == len(used)


def test_a_page_tells_of_distances_and_of_what_is_no_target(quality: PopulationQuality, tmp_path: Path) -> None:
    page = tmp_path / "quality.html"
    quality.write_html(page)
    html = page.read_text()
    assert html.count("<h1") == 1
    assert "Made up" in html
    assert "Why published figures are no target" in html
    assert "Where a better figure would be found" in html
    assert "<script" not in html


def test_the_command_tells_distances_and_names_the_page(tmp_path: Path) -> None:
    run(
        "synth",
        "population",
        "--people",
        "1000",
        "--region",
        "Mereside",
        "--years",
        "2019..2020",
        "--out",
        tmp_path / "small",
    )
    said = run("synth", "quality", tmp_path / "small", "--html", tmp_path / "q.html")
    assert re.search(r"Assumed targets: \d+ of \d+ within their bound", said)
    assert "Hard cases" in said
    assert re.search(r"^  GCSE pass  +\d", said, re.MULTILINE), "words as a reader has them"
    said, _, written = said.rpartition("Written: ")
    assert written.rstrip() == str(tmp_path / "q.html")
    assert max(map(len, said.splitlines())) <= 80, "a line has room in a terminal"
