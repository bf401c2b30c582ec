"""Every variable is declared in full, and can be worked out."""

import pyarrow as pa
from tests.support.each import each

from alder.derive import Variable, variables
from alder.derive.aims import TYPES, WIDE
from alder.derive.explanation import explained, quality_of, reference_tables
from alder.derive.look_ups import LOOKED_UP, LookUps
from alder.engine.duckdb import DuckDB
from alder.measures.calculation.reference_look_up import ColumnNeeds
from alder.measures.condition.vocabulary import fields
from alder.model import expr
from alder.model.quality import CAVEATS
from alder.sources.ilr.schema import superset
from alder.sources.reference.table_catalogue import tables

EACH = each(variables, lambda variable: variable.name)
COLLECTED = {f.name for schema in superset().values() for f in schema}


def test_no_two_share_a_title() -> None:
    """Lists show the title: two alike could not be told apart there."""
    by_title: dict[str, list[str]] = {}
    for variable in variables:
        by_title.setdefault(variable.title.casefold(), []).append(variable.name)
    assert [names for names in by_title.values() if len(names) > 1] == []


@EACH
def test_it_says_what_it_means_in_which_unit_and_on_what_that_rests(variable: Variable) -> None:
    assert variable.title
    assert variable.unit
    assert variable.source
    lead = variable.definition.split("\n\n")[0]
    assert lead.endswith(".")
    assert variable.evidence.meaning
    for parameter in variable.parameters:
        assert parameter.decides
        assert parameter.source
        assert parameter.default in [c for c, _ in parameter.choices]


@EACH
def test_it_reads_fields_that_are_collected_and_columns_that_there_are(variable: Variable) -> None:
    assert set(variable.reads) <= COLLECTED | {"UKPRN"}
    assert set(variable.columns) | set(variable.helped_by) <= set(WIDE.names)
    assert not variable.labels or variable.labels in LOOKED_UP
    assert set(variable.caveats) <= set(CAVEATS)
    assert bool(variable.without) == bool(variable.helped_by)
    assert quality_of(variable).grade in "ABCD"


@EACH
def test_what_figures_are_split_by_is_worked_out_of_columns_that_it_names(variable: Variable) -> None:
    """Tables of aims are kept without the columns that nobody names."""
    if variable.is_grouping:
        wide = expr.table("aims", WIDE)
        known = {p.name: p.default for p in variable.parameters}
        read = {name for _, name in expr.fields(variable(wide, year=2020, **known))}
        assert read <= variable.of_aims


@EACH
def test_its_categories_are_told_apart_and_what_is_not_known_is_one_of_them(variable: Variable) -> None:
    codes = [c.code for c in variable.categories]
    assert len(codes) == len(set(codes))
    assert all(c.label for c in variable.categories)
    assert "Total" not in codes
    if variable.unknown is not None:
        assert variable.unknown in codes
    if "Unknown" in codes:
        assert variable.unknown == "Unknown"
    assert variable.is_grouping or not variable.unknown


@EACH
def test_every_table_that_it_looks_into_can_be_added(variable: Variable) -> None:
    for year in (2009, 2020, 2025):
        needs = ColumnNeeds.of([variable], year, {p.name: p.default for p in variable.parameters})
        for look_up, columns in needs.look_ups:
            known = tables()[look_up.table]
            assert set(look_up.on) <= set(known.schema.names)
            if not look_up.chained:
                assert {LOOKED_UP[c].column for c in columns} <= set(known.schema.names)
    for table in reference_tables(variable):
        assert table in tables()
        assert table in explained(variable).markdown()


def test_breaks_in_series_are_those_of_its_fields_and_its_own() -> None:
    breaks = {n: [b.year.label for b in quality_of(variables[n]).breaks] for n in ("imd_decile", "prior_attainment")}
    assert breaks == {"imd_decile": ["2015/16", "2019/20", "2025/26"], "prior_attainment": ["2013/14", "2021/22"]}
    assert not quality_of(variables["sex"]).breaks


def test_without_a_value_in_any_column_every_grouping_gives_one_of_its_categories() -> None:
    """A learner of whom nothing is known stays in the totals."""
    nothing = pa.Table.from_pylist([{"aim_id": 1, "ukprn": 10000001}], schema=WIDE)
    known = {"year": 2020}

    def build() -> expr.Table:
        t = expr.table("aims", WIDE)
        return t.select(**{v.name: v(t, **known) for v in variables.groupings.values()})

    with DuckDB() as engine:
        engine.add("aims", nothing)
        (found,) = engine.run(build).to_pylist()
    for name, value in found.items():
        categories = [c.code for c in variables[name].categories]
        assert value in categories, name
        if variables[name].unknown is not None and name not in ("end_status", "lldd_primary"):
            assert value == variables[name].unknown, name


def test_every_further_column_is_of_use_and_says_what_it_is() -> None:
    used: set[str] = set(fields())  # a filter may ask about it
    for variable in variables:
        for edition in ("2007", "2015", "2025"):
            needs = ColumnNeeds.of([variable], 2020, {"imd_edition": edition})
            used |= set(needs.columns)
        used |= set(ColumnNeeds.of([variable], 2020, {"home_postcode": "PostcodePrior"}).collected)
    spare = {"site_lsoa", "provider_lsoa", "site_rural", "provider_rural", "provider_east", "provider_north"}
    left = {c for c in TYPES if c not in used and not any(c.startswith(s) for s in spare)}
    assert not {c for c in left if c.split("_")[0] not in ("site", "provider")}
    assert all(c.says.endswith(".") for c in LOOKED_UP.values())
    assert LookUps(2020)["home"].on == {"postcode": ("Postcode",)}
