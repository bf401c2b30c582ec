"""A user's own protected tables as targets: shares of what they show, nothing of what they hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alder.errors import UsageError
from alder.synth.population.given_tables import read_given
from alder.synth.population.population import PopulationSettings, make_population
from alder.synth.population.population_quality import distances
from alder.synth.population.targets import Basis

if TYPE_CHECKING:
    from pathlib import Path

_NOTES = "Participation\n\nMethod: fe_and_skills_participation, version 1.\n\nCounts are rounded to the nearest 10.\n"
_META = "col_name,col_type\nage_band,Filter\nsex,Filter\nlearners,Indicator\n"
_ROWS = """
    2020/21 | Under 19 | Female | c
    2020/21 | Under 19 | Total  | 100
    2020/21 | 19-24    | Female | 150
    2020/21 | 19-24    | Total  | 300
    2020/21 | Total    | Female | 500
    2020/21 | Total    | Total  | 1000
"""


def _table(folder: Path, rows: str = _ROWS, meta: str = _META, notes: str = _NOTES) -> Path:
    lines = ["time_period,geographic_level,region_code,age_band,sex,learners"]
    for row in rows.strip().splitlines():
        year, *cells = (cell.strip() for cell in row.split("|"))
        lines.append(",".join([year[:4] + year[5:], "National", "", *cells]))
    file = folder / "table.csv"
    file.write_text("\n".join(lines) + "\n")
    (folder / "table.meta.csv").write_text(meta)
    (folder / "table.notes.txt").write_text(notes)
    return file


def test_what_is_shown_becomes_shares_of_the_total(tmp_path: Path) -> None:
    found = {figure.cell: figure.share for figure in read_given(_table(tmp_path)) if not figure.hidden}
    year = ("year", "2020")
    assert found == {
        (year, ("age", "Under 19")): 10,
        (year, ("age", "19-24"), ("sex", "F")): 15,
        (year, ("age", "19-24")): 30,
        (year, ("sex", "F")): 50,
    }


def test_what_is_rounded_is_a_target_within_its_rounding(tmp_path: Path) -> None:
    """Of the figure and of the total that it is a share of."""
    figure = next(f for f in read_given(_table(tmp_path)) if f.share == 10)
    assert figure.rounding == pytest.approx(100 * 9 * 1.1 / 1000)
    assert figure.target().rounding == figure.rounding


def test_what_is_hidden_is_a_target_of_a_range_as_wide_as_what_is_left(tmp_path: Path) -> None:
    """Women under 19 are at most all of the 100 of that age, and of the 500 women less the 150 shown, by rounding."""
    rows = _ROWS + "    2020/21 | Under 19 | Male | low\n"
    hidden = {f.cell[1:]: f for f in read_given(_table(tmp_path, rows)) if f.hidden}
    ranges = {cell: (f.share - f.rounding, round(f.share + f.rounding, 2)) for cell, f in hidden.items()}
    assert ranges == {
        (("age", "Under 19"), ("sex", "F")): (0, 10.9),
        (("age", "Under 19"), ("sex", "M")): (0, 0.9),
    }


_HOMES = """
    Regional | E12990007 |           | 300
    Regional | E12990008 |           | 700
    Local authority district | | E07990003 | 90
"""


def _homes(folder: Path, rows: str = _HOMES) -> Path:
    file = _table(folder, meta="col_name,col_type\nlearners,Indicator\n")
    lines = ["time_period,geographic_level,region_code,lad_code,places_are,learners"]
    for row in rows.strip().splitlines():
        level, region, district, learners = (cell.strip() for cell in row.split("|"))
        lines.append(f"202021,{level},{region},{district},The learner's home,{learners}")
    file.write_text("\n".join(lines) + "\n")
    return file


def test_places_are_those_of_homes_in_the_made_up_nation(tmp_path: Path) -> None:
    """Where the file has no total, places are all that there is."""
    found = {figure.cell[1]: figure.share for figure in read_given(_homes(tmp_path, _HOMES.rsplit("    Local", 1)[0]))}
    assert found == {("region", "E12990007"): 30, ("region", "E12990008"): 70}
    with pytest.raises(UsageError, match="a region that the made-up nation has not: E12000007"):
        read_given(_homes(tmp_path, _HOMES.replace("E12990007", "E12000007")))
    with pytest.raises(UsageError, match="is by Provider, which is not read"):
        read_given(_homes(tmp_path, _HOMES.replace("Local authority district", "Provider")))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"notes": "Method: leavers, version 1."}, "is no table of learners"),
        ({"meta": _META.replace("sex", "level")}, "is split by level, which is not read"),
        ({"rows": _ROWS.replace("1000", "c")}, "does not show how many learners"),
        ({"rows": _ROWS.replace("Under 19", "Under 21")}, "a member of age_band that is not read"),
        ({"rows": _ROWS + "    2020/21 | Total | Total | 900\n"}, "is of several places"),
    ],
)
def test_what_cannot_be_a_target_is_refused_in_words(tmp_path: Path, change: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_given(_table(tmp_path, **change))


def test_a_table_without_its_notes_is_refused(tmp_path: Path) -> None:
    file = _table(tmp_path)
    file.with_suffix(".notes.txt").unlink()
    with pytest.raises(UsageError, match=r"there is no file table\.notes\.txt"):
        read_given(file)


def test_learners_are_as_a_given_table_says(tmp_path: Path) -> None:
    """Shares come near to those of the table, though learners go on from years before."""
    rows = """
        2018/19 | 19-24 | Female | 90
        2018/19 | 19-24 | Total  | 300
        2018/19 | Total | Female | 400
        2018/19 | Total | Total  | 1000
    """
    prior = "col_name,col_type\nprior_attainment,Filter\nlldd,Filter\nlearners,Indicator\n"
    of_prior = """
        2018/19 | Level 2 | Total | 500
        2018/19 | Total   | With learning difficulty / disability | 250
        2018/19 | Total   | Total | 1000
    """
    (tmp_path / "prior").mkdir()
    second = _table(tmp_path / "prior", of_prior, prior)
    second.write_text(second.read_text().replace("age_band,sex", "prior_attainment,lldd"))
    given = read_given(_table(tmp_path, rows)) + read_given(second)
    settings = PopulationSettings(people=60_000, seed=1, first_year=2017, last_year=2018, given=given, regions=(6,))
    made = make_population(tmp_path / "like-ours", settings)
    assert made.settings == settings
    met, _ = distances(made)
    away = {tuple(d.target.cell.values())[1:]: abs(d.away) for d in met if d.target.basis is Basis.GIVEN}
    assert set(away) == {("19-24", "F"), ("19-24",), ("F",), ("Level 2",), ("yes",)}
    assert max(away.values()) < 3


def test_places_with_more_learners_in_a_given_table_have_more_of_them(tmp_path: Path) -> None:
    """Mereside, with a ninth of the nation's people or so, is to have three tenths of its learners in 2020/21."""
    given = read_given(_homes(tmp_path, _HOMES.rsplit("    Local", 1)[0]))
    many = {}
    for name, tables in (("plain", ()), ("given", given)):
        settings = PopulationSettings(
            people=60_000, seed=1, first_year=2019, last_year=2020, given=tables, regions=(6,)
        )
        episodes = make_population(tmp_path / name, settings).whole("episode")
        many[name] = int((episodes["year"].to_numpy() == 2020).sum())
    assert many["given"] > 1.5 * many["plain"]
