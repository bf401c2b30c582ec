"""What is made up is called so from the file to the last copy of a figure; what nobody called so is never guessed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.support.commands import refused, run
from tests.support.few_rules import check_by
from tests.support.unreadable_extracts import GOOD, of

import alder
from alder.disclosure import field_profile
from alder.model.made_up import SUPPLIER, MadeUp
from alder.model.period import AcademicYear
from alder.sources.miniature import made_up_edition
from alder.synth import write_returns

NOBODY, PARTLY = MadeUp.ALL.says, MadeUp.PART.says
OF_OTHERS = "A College Ltd: made-up names, real learners"
"""A software house whose name says nothing: only the very words of Alder's own do."""


def made_up(folder: Path, start: int = 2020) -> Path:
    """A return that Alder makes up."""
    return write_returns(folder, years=[AcademicYear(start)], learners=60)[0].path


def of_others(folder: Path, start: int = 2020) -> Path:
    """The same as another program would write it."""
    file = made_up(folder, start)
    file.write_text(file.read_text(encoding="utf-8").replace(SUPPLIER, OF_OTHERS), encoding="utf-8")
    return file


@pytest.fixture
def ask(tmp_path: Path) -> tuple[str, ...]:
    table = ("table", "learners_participating", "--by", "sex", "--year", "2020/21")
    return (*table, "--store", str(tmp_path / "store"))


@pytest.fixture
def store(tmp_path: Path) -> tuple[str, str]:
    return "--store", str(tmp_path / "store")


def words(output: str) -> str:
    return " ".join(output.split())


def test_a_return_of_alder_says_itself_that_it_is_made_up_and_its_figures_say_it_everywhere(
    tmp_path: Path, store: tuple[str, str], ask: tuple[str, ...]
) -> None:
    assert "All of it is made up" in run("load", made_up(tmp_path / "in"), *store)
    assert NOBODY in words(run(*ask))
    said = run(*ask, "--out", tmp_path / "sexes.csv")
    assert "sexes_made_up.csv" in said
    assert "so the name of the file says it" in said
    assert not (tmp_path / "sexes.csv").exists()
    data, meta, notes = (tmp_path / f"sexes_made_up{end}" for end in (".csv", ".meta.csv", ".notes.txt"))
    assert all("Made up" in row for row in data.read_text(encoding="utf-8").splitlines()[1:])
    assert "Made-up figures" in meta.read_text(encoding="utf-8")
    assert NOBODY in notes.read_text(encoding="utf-8")
    run(*ask, "--out", tmp_path / "sexes.parquet")
    about = json.loads(pq.read_schema(tmp_path / "sexes_made_up.parquet").metadata[b"alder"])
    assert (about["made_up"], about["says"]) == ("all", NOBODY)
    run(*ask, "--out", tmp_path / "sexes.html")
    page = (tmp_path / "sexes.html").read_text(encoding="utf-8")
    assert NOBODY in page
    charts = re.findall('<svg[^>]*class="alder-(?:wide|narrow)".*?</svg>', page, re.DOTALL)
    assert [chart.count("Made-up figures</text>") for chart in charts] == [1, 1]


def test_made_up_tables_judge_made_up_returns_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No real learner is in the made-up register, and none is reported for that."""
    check_by(monkeypatch, ("ULN_05", "Sex_01"))
    environment = alder.open(tmp_path / "store")
    made_up_edition.load(environment.store)
    one = environment.check(made_up(tmp_path / "made"))
    assert (one.rules_run, one.findings, one.notices) == (2, [], ())
    other = environment.check(of_others(tmp_path / "other"))
    assert [u.rule for u in other.unavailable] == ["ULN_05"]
    assert other.rules_run == 1
    many = len(made_up_edition.tables())
    assert other.notices == (
        f"{many} made-up tables of the store were left out: no real learner, aim or place is listed there.",
    )


def test_a_return_of_others_is_not_called_made_up_whatever_its_software_is_called(
    tmp_path: Path, store: tuple[str, str], ask: tuple[str, ...]
) -> None:
    assert "made up" not in run("load", of_others(tmp_path / "in"), *store)
    assert "made" not in words(run(*ask)).casefold()
    assert "Written: " + str(tmp_path / "sexes.csv") in run(*ask, "--out", tmp_path / "sexes.csv")
    assert "ade up" not in (tmp_path / "sexes.csv").read_text(encoding="utf-8")


def test_whoever_loads_a_return_can_say_it(tmp_path: Path, store: tuple[str, str], ask: tuple[str, ...]) -> None:
    run("load", of_others(tmp_path / "in"), "--made-up", *store)
    assert NOBODY in words(run(*ask))


@pytest.mark.parametrize("first", [made_up, of_others])
def test_made_up_returns_and_others_are_not_kept_together_unasked_and_are_called_mixed(
    tmp_path: Path, store: tuple[str, str], ask: tuple[str, ...], first: object
) -> None:
    second = of_others if first is made_up else made_up
    run("load", first(tmp_path / "first", 2019), *store)  # type: ignore[operator]
    file = second(tmp_path / "second")
    said = run("load", file, *store, exit=12)
    assert "--mix-made-up" in said
    assert "alder check" not in said, "there is no fault in the file"
    assert len(alder.open(tmp_path / "store").store.submissions()) == 1
    run("load", file, "--mix-made-up", *store)
    over_both = tuple("2019/20..2020/21" if one == "2020/21" else one for one in ask)
    assert PARTLY in words(run(*over_both))
    alone = words(run(*ask))
    assert PARTLY not in alone, "a year of which all returns are of one kind is of that kind"
    assert (NOBODY in alone) == (second is made_up)


def test_made_up_reference_data_makes_figures_that_look_into_it_partly_made_up(
    tmp_path: Path, store: tuple[str, str], ask: tuple[str, ...]
) -> None:
    run("load", of_others(tmp_path / "in"), *store)
    assert "--mix-made-up" in refused("reference", "add", "--made-up", *store)
    run("reference", "add", "--made-up", "--mix-made-up", *store)
    assert "made up" not in words(run(*ask))
    assert PARTLY in words(run(*("home_region" if one == "sex" else one for one in ask)))


def test_returns_of_others_are_refused_beside_made_up_reference_data(tmp_path: Path, store: tuple[str, str]) -> None:
    run("reference", "add", "--made-up", *store)
    assert "made-up records or reference data" in run("load", of_others(tmp_path / "in"), *store, exit=12)
    run("load", made_up(tmp_path / "made"), *store)


def test_an_extract_is_made_up_where_it_is_said(tmp_path: Path, store: tuple[str, str]) -> None:
    run("load", made_up(tmp_path / "in"), *store)
    file = of(GOOD)(tmp_path)
    load = ("load", "--source", "plams", file, *store)
    assert "is not made up, and the store holds made-up records" in refused(*load)
    run(*load, "--made-up")
    (delivery,) = alder.open(tmp_path / "store").deliveries()
    assert delivery.made_up


def test_shares_of_fields_that_are_published_say_it_too(tmp_path: Path, store: tuple[str, str]) -> None:
    run("load", made_up(tmp_path / "in"), *store)
    assert "All of these are made up." in run("returns", *store)
    run("quality", "--publish", "--year", "2020/21", *store)
    told = field_profile.read(tmp_path / "store" / "published")
    assert told is not None
    assert told.made_up is MadeUp.ALL
