"""That everybody of a group has a telling value, told by two questions to a store: one asked with it, one without."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.support import commands
from tests.support.stores import declared

import alder
from alder.disclosure.ledger import BesideEarlier
from alder.environment import Environment
from alder.errors import AlderError
from alder.model.period import ReturnNumber
from alder.synth import parse_years, write_returns

PLAN = "education_health_care_plan = Yes"
BOTH = f"{PLAN} and lldd = Yes"
"""Whoever has a plan has said that they have a difficulty or disability."""
ASKED = {"measure": "learners_participating", "year": "2020/21"}


@pytest.fixture(scope="module", name="made")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("telling")
    asked = {"years": parse_years(["2020/21"]), "returns": [ReturnNumber.R14], "seed": 5}
    write_returns(folder / "returns", providers=2, learners=300, **asked)
    environment = alder.open(folder / "store")
    environment.load(folder / "returns")
    return declared(environment)


@pytest.fixture(name="environment")
def _environment(made: Environment) -> Environment:
    """With an empty ledger, in whatever order tests run."""
    shutil.rmtree(made.store.folder / "ledger", ignore_errors=True)
    return made


@pytest.mark.parametrize("first", [PLAN, BOTH])
@pytest.mark.parametrize("by", ["", "sex"])
def test_by_the_command_the_second_is_refused_or_hides_the_group(
    environment: Environment, tmp_path: Path, first: str, by: str
) -> None:
    ask = ["table", "learners_participating", "--year", "2020/21", "--store", environment.store.folder]
    ask += ["--by", by] if by else []
    second = PLAN if first == BOTH else BOTH
    counts = [alder.tabulate(environment, where=w, **ASKED).value("learners") for w in (PLAN, BOTH)]
    assert counts[0] == counts[1] >= 10, "the made-up group is one in which everybody has a difficulty"
    assert "Kept in the ledger as 0001" in commands.run(*ask, "--where", first, "--out", tmp_path / "one_made_up.csv")
    with pytest.raises(AlderError, match="cannot be released beside an earlier release") as refused:
        commands.run(*ask, "--where", second, "--out", tmp_path / "two_made_up.csv")
    assert "or that everybody of a group has a value that says something of a person" in str(refused.value)
    assert not (tmp_path / "two_made_up.csv").exists()


@pytest.mark.parametrize(("first", "second"), [(PLAN, BOTH), (BOTH, PLAN)])
def test_in_python_too(environment: Environment, tmp_path: Path, first: str, second: str) -> None:
    alder.protect(alder.tabulate(environment, where=first, **ASKED)).write_csv(tmp_path / "one_made_up.csv")
    with pytest.raises(BesideEarlier):
        alder.protect(alder.tabulate(environment, where=second, **ASKED))
