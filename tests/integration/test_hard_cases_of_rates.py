"""The hard cases of achievement rates, told as returns of several years: what must become of each, by the definition,
by the oracle (`tests.oracle`) and by Alder.

`becomes` says how an aim counts and in the figures of which year, or why it is in those of none. The figures of a year
are those that were worked out then, from the returns up to that year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from tests.oracle.__main__ import main as print_figures
from tests.oracle.days import label
from tests.oracle.fates import COUNTED
from tests.oracle.figures import Oracle
from tests.oracle.leaver_rates import SCOPES
from tests.oracle.registers import NO_REGISTERS, Registers
from tests.oracle.return_files import read_all
from tests.support.beside_the_oracle import Place, differences, questions, statuses_by_alder, statuses_by_oracle
from tests.support.commands import run
from tests.support.told_returns import PROVIDERS, Line, lines_of, write

import alder
from alder.environment import Environment

YEARS = (2017, 2018, 2019, 2020)
LONG = {"at": "A", "start": "2017-09-04", "planned": "2019-03-31"}
"""A programme of nineteen months, planned to end in 2018/19. A line that says nothing else is of one."""

TRANSFERS = """
    story                 | told  | at | start      | end        | how          | more        | becomes
    the same day          | 18    |    |            | 2019-01-31 | withdrawn 40 |             | excluded: transfer
                          | 18-20 |    | 2019-01-31 |            | goes on      | StdCode=122 | continuing
    119 days              | 18    |    |            | 2019-01-31 | withdrawn 40 |             | excluded: transfer
                          | 18-20 |    | 2019-05-30 |            | goes on      | StdCode=122 | continuing
    120 days              | 18    |    |            | 2019-01-31 | withdrawn 40 |             | excluded: transfer
                          | 18-20 |    | 2019-05-31 |            | goes on      | StdCode=122 | continuing
    121 days              | 18    |    |            | 2019-01-31 | withdrawn 40 |             | withdrawn in 2018/19
                          | 18-20 |    | 2019-06-01 |            | goes on      | StdCode=122 | continuing
    the day before        | 18    |    |            | 2019-01-31 | withdrawn 40 |             | withdrawn in 2018/19
                          | 18-20 |    | 2019-01-30 |            | goes on      | StdCode=122 | continuing
    told in the next year | 18    |    |            | 2019-07-15 | withdrawn 40 |             | withdrawn in 2018/19
                          | 19-20 |    | 2019-09-02 |            | goes on      | StdCode=122 | continuing
    to another provider   | 18    |    |            | 2019-01-31 | withdrawn 40 |             | withdrawn in 2018/19
                          | 18-20 | B  | 2019-02-04 |            | goes on      | StdCode=122 | continuing
    said to be elsewhere  | 18    |    |            | 2019-01-31 | withdrawn 2  |             | withdrawn in 2018/19
                          | 18-20 | B  | 2019-02-04 |            | goes on      |             | continuing
    for another reason    | 18    |    |            | 2019-01-31 | withdrawn 3  |             | withdrawn in 2018/19
                          | 18-20 |    | 2019-02-04 |            | goes on      | StdCode=122 | continuing
    nowhere               | 18    |    |            | 2019-01-31 | withdrawn 40 |             | withdrawn in 2018/19
"""

OF_OTHER_KINDS = """
    story          | told  | kind      | start      | planned | end        | how          | becomes
    to a component | 18    |           |            |         | 2019-01-31 | withdrawn 40 | withdrawn in 2018/19
                   | 18-20 | component | 2019-02-04 |         |            | goes on      | out of scope
    to a class     | 18    |           |            |         | 2019-01-31 | withdrawn 40 | withdrawn in 2018/19
                   | 18-20 | class     | 2019-02-04 |         |            | goes on      | continuing
    from a class   | 18    | class     |            |         | 2019-01-31 | withdrawn 40 | excluded: transfer
                   | 18-20 | workshop  | 2019-02-04 |         |            | goes on      | continuing
"""

REASONS = """
    story     | told | end        | how          | becomes
    reason 2  | 18   | 2019-01-31 | withdrawn 2  | withdrawn in 2018/19
    reason 3  | 18   | 2019-01-31 | withdrawn 3  | withdrawn in 2018/19
    reason 7  | 18   | 2019-01-31 | withdrawn 7  | excluded: provider intervention
    reason 28 | 18   | 2019-01-31 | withdrawn 28 | withdrawn in 2018/19
    reason 41 | 18   | 2019-01-31 | withdrawn 41 | withdrawn in 2018/19
    reason 47 | 18   | 2019-01-31 | withdrawn 47 | excluded: merger
"""

BREAKS = """
    story               | told  | at | start      | end        | how                 | more  | becomes
    resumed in the year | 18    |    |            | 2018-10-31 | on a break          |       | planned break
                        | 18    |    | 2019-01-07 | 2019-03-29 | achieved 2019-05-01 | RES=1 | achiever in 2018/19
    in a later year     | 18    |    |            | 2018-10-31 | on a break          |       | planned break
                        | 19    |    | 2019-09-02 | 2020-03-29 | achieved 2020-05-01 | RES=1 | achiever in 2019/20
    two years later     | 17    |    |            | 2018-05-31 | on a break          |       | planned break
                        | 19-20 |    | 2020-07-31 | 2020-07-31 | achieved 2020-07-31 | RES=1 | achiever in 2019/20
    too late            | 18    |    |            | 2018-10-31 | on a break          |       | overdue break in 2019/20
                        | 20    |    | 2020-08-03 | 2021-03-29 | achieved 2021-05-01 | RES=1 | achiever in 2020/21
    never               | 18    |    |            | 2018-10-31 | on a break          |       | overdue break in 2019/20
    shown again         | 18-19 |    |            | 2018-10-31 | on a break          |       | planned break
    elsewhere           | 18    |    |            | 2018-10-31 | on a break          |       | overdue break in 2019/20
                        | 19    | B  | 2019-09-02 | 2020-03-29 | achieved 2020-05-01 | RES=1 | achiever in 2019/20
    without a mark      | 18    |    |            | 2018-10-31 | on a break          |       | overdue break in 2019/20
                        | 19    |    | 2019-09-02 | 2020-03-29 | achieved 2020-05-01 |       | achiever in 2019/20
    given up next year  | 18    |    |            | 2018-10-31 | on a break          |       | withdrawn in 2019/20
                        | 19    |    |            | 2018-10-31 | withdrawn 3         |       |
    left after ten days | 18    |    |            | 2018-10-31 | on a break          |       | planned break
                        | 18    |    | 2019-03-04 | 2019-03-13 | withdrawn 3         | RES=1 | withdrawn in 2018/19
"""

GONE = """
    story            | told  | end        | how         | becomes
    past plan        | 17-20 |            | goes on     | continuing
    missing when due | 17-18 |            | goes on     | overdue continuing in 2019/20
    missing before   | 17    |            | goes on     | overdue continuing in 2018/19
    missing, back    | 18    |            | goes on     | overdue continuing in 2019/20, withdrawn in 2020/21
                     | 20    | 2019-12-13 | withdrawn 3 |
    told late        | 17    |            | goes on     | withdrawn in 2018/19
                     | 18    | 2018-02-28 | withdrawn 3 |
    told after plan  | 17-18 |            | goes on     | withdrawn in 2019/20
                     | 19    | 2018-12-14 | withdrawn 3 |
    told twice       | 18-19 | 2018-12-14 | withdrawn 3 | withdrawn in 2018/19
"""

STOPPED = """
    story      | told  | at | start      | end        | how           | becomes          | merged
    went on    | 17-18 | C  |            |            | goes on       | not known        | overdue continuing in 2019/20
    was at A   | 17-18 | C  |            |            | goes on       | not known        | continuing
               | 19-20 | A  |            |            | goes on       | continuing       | continuing
    moved to A | 17-18 | C  |            | 2019-07-31 | withdrawn 47  | excluded: merger | excluded: merger
    on a break | 17-18 | C  |            | 2018-05-31 | on a break    | not known        | overdue break in 2019/20
    back at A  | 17-18 | C  |            | 2018-05-31 | on a break    | not known        | planned break
               | 19-20 | A  | 2019-09-02 |            | goes on again | continuing       | continuing
    waited     | 18    | C  |            | 2019-03-29 | waits         | not known        | overdue continuing in 2019/20
"""
"""Provider C makes its last return for 2018/19. `merged` is what becomes of its aims where the list of successors says
that it became part of A on 1 August 2019.
"""

PLANS = """
    story               | told  | planned    | end        | how                 | becomes
    to the next year    | 17-18 |            |            | goes on             | achiever in 2019/20
                        | 19    | 2019-11-30 | 2019-11-29 | achieved 2019-12-20 |
    to the year before  | 17    | 2019-09-30 |            | goes on             | achiever in 2018/19
                        | 18    | 2019-07-31 | 2019-06-28 | achieved 2019-07-19 |
    done early          | 18-19 | 2019-09-30 | 2019-06-28 | achieved 2019-07-19 | achiever in 2019/20
    left early          | 18-19 | 2019-09-30 | 2019-06-28 | withdrawn 3         | withdrawn in 2019/20
    left, and told once | 18    | 2019-09-30 | 2019-06-28 | withdrawn 3         | withdrawn in 2019/20
"""

ASSESSMENTS = """
    story                    | told  | kind      | end        | how                 | becomes
    in the year              | 18    |           | 2019-03-29 | achieved 2019-07-31 | achiever in 2018/19
    after the year           | 18    |           | 2019-03-29 | waits               | achiever in 2019/20
                             | 19    |           | 2019-03-29 | achieved 2019-09-27 |
    after it, told before    | 18-19 |           | 2019-03-29 | achieved 2019-09-27 | achiever in 2019/20
    in the year, told after  | 18    |           | 2019-03-29 | waits               | achiever in 2019/20
                             | 19    |           | 2019-03-29 | achieved 2019-07-31 |
    failed in the next year  | 18    |           | 2019-03-29 | waits               | completer in 2019/20
                             | 19    |           | 2019-03-29 | not achieved        |
    given up while it waited | 18    |           | 2019-03-29 | waits               | withdrawn in 2019/20
                             | 19    |           | 2019-03-29 | withdrawn 3         |
    still waiting            | 18-20 |           | 2019-03-29 | waits               | awaiting assessment
    missing while it waits   | 18    |           | 2019-03-29 | waits               | overdue continuing in 2019/20
    not known at the end     | 18    |           | 2019-03-29 | not known           | completer in 2018/19
                             | 19    |           | 2019-03-29 | achieved 2019-07-31 |
    a framework              | 18    | framework | 2019-03-29 | achieved            | achiever in 2018/19
"""

PERIODS = """
    story         | told | kind  | start      | planned    | end        | how         | becomes
    168 days, 41  | 18   | class | 2018-09-03 | 2019-02-17 | 2018-10-13 | withdrawn 3 | excluded: qualifying period
    168 days, 42  | 18   | class | 2018-09-03 | 2019-02-17 | 2018-10-14 | withdrawn 3 | withdrawn in 2018/19
    167 days, 13  | 18   | class | 2018-09-03 | 2019-02-16 | 2018-09-15 | withdrawn 3 | excluded: qualifying period
    167 days, 14  | 18   | class | 2018-09-03 | 2019-02-16 | 2018-09-16 | withdrawn 3 | withdrawn in 2018/19
    14 days, 13   | 18   | class | 2018-09-03 | 2018-09-16 | 2018-09-15 | withdrawn 3 | excluded: qualifying period
    13 days, 1    | 18   | class | 2018-09-03 | 2018-09-15 | 2018-09-03 | withdrawn 3 | withdrawn in 2018/19
    achieved in 1 | 18   | class | 2018-09-03 | 2019-02-17 | 2018-09-03 | achieved    | achiever in 2018/19
    programme, 41 | 18   |       | 2018-09-03 | 2019-07-31 | 2018-10-13 | withdrawn 3 | excluded: qualifying period
    programme, 42 | 18   |       | 2018-09-03 | 2019-07-31 | 2018-10-14 | withdrawn 3 | withdrawn in 2018/19
"""

REFERENCES = """
    story          | told | end        | how                 | more                     | becomes
    another name   | 17   |            | goes on             |                          | achiever in 2018/19
                   | 18   | 2019-03-29 | achieved 2019-05-01 | ref=N1                   |
    and no number  | 17   |            | goes on             | ref=X ULN=none           | achiever in 2018/19
                   | 18   | 2019-03-29 | achieved 2019-05-01 | ref=N2 ULN=none before=X |
    nor is it told | 17   |            | goes on             | ref=Y ULN=none           | overdue continuing in 2018/19
                   | 18   | 2019-03-29 | achieved 2019-05-01 | ref=N3 ULN=none          | achiever in 2018/19
"""

ALL = {
    "transfers": TRANSFERS,
    "transfers of other kinds": OF_OTHER_KINDS,
    "reasons for withdrawal": REASONS,
    "breaks": BREAKS,
    "aims that are missing or told late": GONE,
    "a provider that stopped": STOPPED,
    "plans that moved": PLANS,
    "assessments": ASSESSMENTS,
    "qualifying periods": PERIODS,
    "references": REFERENCES,
}


@dataclass(frozen=True)
class Told:
    """The stories as returns: in files, in a store, and read by the oracle."""

    lines: list[Line]
    places: dict[Place, Line]
    environment: Environment
    oracle: Oracle

    def fates(self, *, oracle: bool, registers: Registers = NO_REGISTERS) -> dict[int, str]:
        """What becomes of each aim, by the number of the line that tells of it first."""
        asked = Oracle(self.oracle.returns, registers)
        counted: dict[int, list[str]] = {}
        last: dict[int, str] = {}
        for year in YEARS:
            for scope in SCOPES:
                found = (
                    statuses_by_oracle(asked, year, scope)
                    if oracle
                    else statuses_by_alder(self.environment, year, scope)
                )
                for place, status in found.items():
                    number = self.places[place].aim_number
                    if status in COUNTED:
                        counted.setdefault(number, []).append(f"{status} in {label(year)}")
                    if status != "out of scope" or number not in last:
                        last[number] = status
        return {number: ", ".join(counted.get(number, [status])) for number, status in last.items()}

    def expected(self, column: str = "becomes") -> dict[int, str]:
        return {line.aim_number: line.expected[column] for line in self.lines if column in line.expected}


@pytest.fixture(scope="module", name="told")
def _told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("hard_cases")
    lines = lines_of(*ALL.values(), **LONG)
    files, places = write(lines, folder)
    run("load", *files, "--store", folder / "store")
    return Told(lines, places, alder.open(folder / "store"), Oracle(read_all(files)))


@pytest.fixture(name="merged")
def _merged(told: Told, tmp_path: Path) -> Iterator[Registers]:
    """While it lasts, the store has a list that says that C became part of A."""
    file = tmp_path / "successors.csv"
    file.write_text(f"UKPRN,Successor,Date\n{PROVIDERS['C']},{PROVIDERS['A']},01/08/2019\n")
    store = told.environment.store.folder
    run("reference", "add", file, "--store", store)
    yield Registers(successors={PROVIDERS["C"]: (PROVIDERS["A"], date(2019, 8, 1))})
    run("reference", "remove", "provider_successor", "--store", store)


def in_words(told: Told, fates: dict[int, str]) -> list[str]:
    return [f"{told.lines[n].story}: {fate}" for n, fate in sorted(fates.items())]


@pytest.mark.parametrize("oracle", [True, False], ids=["by the oracle", "by Alder"])
def test_each_hard_case_becomes_what_the_definition_says(told: Told, oracle: bool) -> None:
    assert in_words(told, told.fates(oracle=oracle)) == in_words(told, told.expected())


@pytest.mark.parametrize("oracle", [True, False], ids=["by the oracle", "by Alder"])
def test_aims_of_a_provider_that_merged_are_followed_to_its_successor(
    told: Told, merged: Registers, oracle: bool
) -> None:
    found = told.fates(oracle=oracle, registers=merged)
    expected = told.expected("merged")
    assert in_words(told, {n: found[n] for n in expected}) == in_words(told, expected)


def test_every_cell_of_the_hard_cases_is_that_of_the_oracle(told: Told) -> None:
    asked = list(questions([2019], [("provider",)]))
    assert differences(told.environment, told.oracle, asked) == []


def test_the_oracle_prints_its_figures_of_a_folder_of_returns(
    told: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="no return"):
        print_figures(tmp_path)
    (tmp_path / "of some years").mkdir()
    for file in told.environment.store.folder.parent.glob("*.xml"):
        (tmp_path / "of some years" / file.name).symlink_to(file)
    print_figures(tmp_path)
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if not line.startswith(" ")] == [label(year) for year in YEARS]
    leavers = told.oracle.figures("leavers", 2020, scope="apprenticeships").total("leavers")
    last = said.rpartition(label(2020))[2].splitlines()[1].split()
    assert [word.strip(";,") for word in last[:4]] == ["leavers", "apprenticeships", "leavers", f"{leavers}"]
