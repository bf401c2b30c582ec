"""Variables worked out once for each learner and key are those of the table of aims, for every aim and year."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import alder
from alder.derive import Variable, variables
from alder.derive.explanation import reference_tables
from alder.environment import Environment
from alder.errors import NoFigures, UsageError
from alder.measures import Query
from alder.measures.calculation.aims_table import prepare
from alder.measures.calculation.reference_look_up import ColumnNeeds
from alder.measures.calculation.returns import ChosenReturns, choose_returns, from_rows, tables_in
from alder.measures.derived_variables import KEYS, DerivedVariables
from alder.model import expr
from alder.model.period import AcademicYear
from alder.sources.miniature import made_up_edition as miniature
from alder.synth import parse_years, write_returns

YEARS = ("2016/17", "2025/26")


@pytest.fixture(scope="module", name="environment")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("once")
    write_returns(folder / "returns", providers=2, learners=80, years=parse_years(YEARS), seed=5)
    environment = alder.open(folder / "store")
    environment.load(folder / "returns")
    miniature.load(environment.store)
    return environment


def asked() -> list[Variable]:
    """Every variable that the made-up county has reference data for."""
    return [v for v in variables if reference_tables(v).keys() <= miniature.tables().keys()]


def test_every_variable_is_that_of_the_table_of_aims(environment: Environment) -> None:
    settings = {p.name: p.default for v in asked() for p in v.parameters}
    store = environment.store
    questions = [Query.ask("enrolments", year=y) for y in YEARS]
    needs = {q.year: ColumnNeeds.of(asked(), q.year.start, settings) for q in questions}
    held = from_rows(store.submissions())
    choices = [choose_returns(held, q, history=False) for q in questions]
    tables = tables_in(store, needs[choices[0].year].records)
    with store.engine(which=store.submissions(), tables=tables) as engine:
        worked_out = DerivedVariables.of(engine, choices, needs.values(), asked(), settings)
        for choice in choices:
            count = worked_out.keep("once", choice, needs[choice.year])
            once = _by_aim(engine.run_sql("SELECT * FROM once").to_pylist(), worked_out.ordinals)
            plain = _plain(environment, choice, needs[choice.year], settings)
            assert count == len(once) == len(plain) > 100
            assert once == plain


def _by_aim(rows: list[dict[str, object]], ordinals: Mapping[int, int]) -> dict[tuple[int, int], dict[str, object]]:
    submissions = {ordinal: submission for submission, ordinal in ordinals.items()}
    numbers = [divmod(int(str(r.pop("aim_id"))), 10**8) for r in rows]
    return {(submissions[ordinal], aim): r for (ordinal, aim), r in zip(numbers, rows, strict=True)}


def _plain(
    environment: Environment, choice: ChosenReturns, needs: ColumnNeeds, settings: dict[str, object]
) -> dict[tuple[int, int], dict[str, object]]:
    """The same from the table of aims with all its columns."""
    with environment.store.engine(choice.year) as engine:
        prepare(engine, choice, needs)
        aims = expr.table("aims", engine.schema("aims"))
        known = {"year": choice.year.start, "day": aims.LearnStartDate, **settings}
        values = {f"derived_{v.name}": v(aims, **known) for v in asked()}
        rows = engine.run(lambda: aims.select("aim_id", **values)).to_pylist()
    chosen = choice.table()
    ordinals = dict(zip(chosen["submission"].to_pylist(), chosen["ordinal"].to_pylist(), strict=True))
    return _by_aim(rows, ordinals)


def test_whoever_holds_the_store_gets_variables_by_aim(environment: Environment) -> None:
    found = environment.variables("sex", "age_band_31_august", "imd_decile", year="2025/26", imd_edition="2019")
    assert found.column_names == [*KEYS, "sex", "age_band_31_august", "imd_decile"]
    again = environment.variables("sex", year="2025/26")
    assert again.select([*KEYS, "sex"]).equals(found.select([*KEYS, "sex"]))
    with environment.store.engine(AcademicYear(2025)) as engine:
        learners = engine.run_sql("SELECT ukprn, LearnRefNumber, Sex FROM learner").to_pylist()
    by_hand = {(r["ukprn"], r["LearnRefNumber"]): r["Sex"] if r["Sex"] in ("F", "M") else "Unknown" for r in learners}
    assert all(by_hand[r["UKPRN"], r["LearnRefNumber"]] == r["sex"] for r in found.to_pylist())
    assert len(set(zip(*(found[k].to_pylist() for k in KEYS[:3]), strict=True))) == found.num_rows > 100


def test_variables_that_there_cannot_be_are_refused(environment: Environment, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="age_band_31_august"):
        environment.variables("age_band_31_augst", year="2025/26")
    with pytest.raises(UsageError, match="no parameter"):
        environment.variables("sex", year="2025/26", imd_edition="2019")
    with pytest.raises(NoFigures, match="no return of 2024/25"):
        environment.variables("sex", year="2024/25")
    bare = alder.open(tmp_path / "store")
    write_returns(tmp_path / "returns", providers=1, learners=10, years=parse_years(YEARS[-1:]), seed=5)
    bare.load(tmp_path / "returns")
    with pytest.raises(NoFigures, match="needs reference data that is not held"):
        bare.variables("imd_decile", year="2025/26")
