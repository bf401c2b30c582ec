"""The made-up reference tables: they fit the returns that Alder makes up, and could be taken for no real place."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

import alder
from alder.cli import commands
from alder.derive.place import REGIONS
from alder.engine import reference
from alder.model.period import AcademicYear
from alder.sources.miniature import made_up_edition
from alder.sources.reference.publishers.imd import INDICES
from alder.sources.reference.table_catalogue import layouts, tables
from alder.synth import provider, write_returns
from alder.synth.population import fictitious, learning

MADE = made_up_edition.tables()


def column(table: str, name: str) -> list[object]:
    found: list[object] = MADE[table][name].to_pylist()
    return found


@pytest.mark.parametrize("name", MADE)
def test_a_made_up_table_has_the_columns_of_the_real_one(name: str):
    assert MADE[name].schema.equals(tables()[name].schema)


@pytest.mark.parametrize("name", MADE)
def test_what_tells_rows_apart_does(name: str):
    unique = next((f.unique for f in layouts() if f.name == name and f.unique), tables()[name].schema.names)
    assert MADE[name].group_by(list(unique)).aggregate([]).num_rows == MADE[name].num_rows


def test_every_table_that_says_something_of_made_up_things_is_made_up():
    """The others are about no aim, place or person, or nothing reads them."""
    assert tables().keys() - MADE.keys() == {
        *("soc2020", "leo_variable", "npd_variable"),
        "lars_apprenticeship_funding",
    }


@pytest.mark.parametrize(
    ("of", "table", "field"),
    [("ValidityCategory", "lars_validity", "ValidityCategory"), ("CategoryRef", "lars_category", "CategoryRef")],
)
def test_codes_of_made_up_aims_have_a_meaning(of: str, table: str, field: str):
    known = zip(column("lars_code", "list"), column("lars_code", "code"), strict=True)
    assert {str(code) for code in column(table, field)} == {code for name, code in known if name == of}


def test_every_aim_standard_postcode_and_provider_of_a_made_up_return_is_known(tmp_path: Path):
    write_returns(tmp_path, years=[AcademicYear(2020)], providers=4, learners=300)
    environment = alder.open(tmp_path / "store")
    environment.load(tmp_path)
    with environment.store.engine() as engine:
        rows = {t: engine.run(lambda t=t: _all(t, engine.schema(t))) for t in ("learner", "learning_delivery")}
    delivered = rows["learning_delivery"]
    assert set(delivered["LearnAimRef"].to_pylist()) <= set(column("lars_aim", "LearnAimRef"))
    assert set(delivered["StdCode"].drop_null().to_pylist()) <= set(column("lars_standard", "StandardCode"))
    assert set(delivered["DelLocPostCode"].to_pylist()) <= {*column("postcode_place", "postcode"), "ZZ99 9ZZ"}
    assert set(rows["learner"]["Postcode"].to_pylist()) <= {*column("postcode_place", "postcode"), "ZZ99 9ZZ"}
    assert set(rows["learner"]["ukprn"].to_pylist()) <= set(column("provider_place", "ukprn"))


def _all(table: str, schema: object) -> object:
    from alder.model import expr

    return expr.table(table, schema)


def test_every_aim_that_returns_may_name_is_listed():
    named = {
        *(ref for refs in learning.VOCATIONAL.values() for ref in refs),
        *(
            *learning.A_LEVELS,
            *learning.ACCESS,
            *learning.HIGHER_AIMS,
            *learning.COMMUNITY_AIMS,
            *learning.UNFUNDED_AIMS,
        ),
        *(learning.GCSE_ENGLISH, learning.GCSE_MATHS, learning.SKILLS_ENGLISH, learning.SKILLS_MATHS),
        *(learning.WORK_PLACEMENT, learning.PROGRAMME_AIM),
        *(component for *_, component in (*learning.STANDARDS, *learning.FRAMEWORKS)),
    }
    assert named <= set(column("lars_aim", "LearnAimRef"))
    levels = dict(zip(column("lars_aim", "LearnAimRef"), column("lars_aim", "NotionalNVQLevelv2"), strict=True))
    for level, refs in learning.VOCATIONAL.items():
        assert {levels[ref] for ref in refs} == {str(level)}


def test_nothing_of_it_could_be_taken_for_a_real_place():
    assert all(str(p).startswith("X") for p in column("postcode_place", "postcode"))
    assert min(column("postcode_place", "easting")) > 655_644, "east of Ness Point, the most easterly place of England"
    for vintage in ("lsoa01", "lsoa11", "lsoa21"):
        assert all(str(code) > "E01990000" for code in column("postcode_place", vintage))
    for table, name in (
        ("lad_region", "lad"),
        ("lad_region", "utla"),
        ("lad_lsip", "lsip"),
        ("lad_change", "lad_from"),
    ):
        assert {str(code)[3:5] for code in column(table, name)} == {"99"}
    assert column("provider", "name")[:2] == [provider(0).name, provider(1).name]
    assert list(fictitious.POSTCODES) == column("postcode_place", "postcode")[: len(fictitious.POSTCODES)]
    assert {str(code)[:5] for code in column("lad_region", "region")} == {"E1299"}, "no region of England is borrowed"
    assert not set(column("lad_region", "region_name")) & {c.label for c in REGIONS}


@pytest.mark.parametrize("index", INDICES, ids=lambda i: str(i.year))
def test_deprivation_is_spread_over_all_deciles_by_the_rule_of_the_real_one(index):
    ranks = column(index.table, "rank")
    tenths = Counter(-(-10 * int(str(rank)) // index.areas) for rank in ranks)
    assert len(tenths) == 10
    assert max(tenths.values()) - min(tenths.values()) <= 1
    if index.has_deciles:
        assert Counter(column(index.table, "decile")) == tenths
    assert set(column("postcode_place", f"lsoa{str(index.census)[2:]}")) == set(column(index.table, "lsoa"))


def test_some_small_areas_were_split_between_the_censuses():
    changes = Counter(column("lsoa_2011_2021", "change"))
    assert changes == {"U": 3_092, "S": 2 * 207}
    assert not set(column("imd_2019", "lsoa")) >= set(column("imd_2025", "lsoa"))


def test_it_is_added_with_one_word_and_says_that_it_is_made_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    store = tmp_path / "store"
    with suppress(SystemExit):
        commands.main(["reference", "add", "--made-up", "--store", str(store)])
    assert f"{len(MADE)} made-up tables added." in capsys.readouterr().out
    held = reference.current(alder.open(store).store)
    assert {e.edition for e in held.values()} == {"made up"}
    assert set(held) == set(MADE)


@pytest.mark.parametrize("arguments", [[], ["--made-up", "LARS.zip"]])
def test_files_or_the_made_up_tables_are_added_not_both_or_none(arguments: list[str], tmp_path: Path):
    with pytest.raises(SystemExit) as stopped:
        commands.main(["reference", "add", *arguments, "--store", str(tmp_path / "store")])
    assert stopped.value.code == 2
    assert not (tmp_path / "store").exists()
