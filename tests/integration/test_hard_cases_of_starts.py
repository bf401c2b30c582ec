"""The hard cases of starts, told as returns: whether an aim is a start or why not, by the definition, by the oracle
(`tests.oracle`) and by Alder. An aim without a word began in another year, or is counted by its programme.
"""

from __future__ import annotations

from pathlib import Path

from tests.oracle.figures import Oracle
from tests.oracle.leaver_rates import SCOPES
from tests.oracle.return_files import read_all
from tests.support.beside_the_oracle import differences, questions, starts_by_alder, starts_by_oracle
from tests.support.commands import run
from tests.support.told_returns import lines_of, write

import alder

USUAL = {"told": "18", "at": "A", "start": "2018-09-03", "planned": "2020-03-31", "how": "goes on"}

DAYS = """
    story            | kind  | start      | planned    | end        | how         | is
    the first day    |       | 2018-08-01 |            |            |             | start
    the day before   |       | 2018-07-31 |            |            |             |
    the last day     |       | 2019-07-31 |            |            |             | start
    168 days, 41     | class |            | 2019-02-17 | 2018-10-13 | withdrawn 3 | qualifying period
    168 days, 42     | class |            | 2019-02-17 | 2018-10-14 | withdrawn 3 | start
    167 days, 13     | class |            | 2019-02-16 | 2018-09-15 | withdrawn 3 | qualifying period
    167 days, 14     | class |            | 2019-02-16 | 2018-09-16 | withdrawn 3 | start
    13 days, 1       | class |            | 2018-09-15 | 2018-09-03 | withdrawn 3 | start
    achieved in 1    | class |            | 2019-02-17 | 2018-09-03 | achieved    | start
    a programme, 41  |       |            |            | 2018-10-13 | withdrawn 3 | qualifying period
    a programme, 42  |       |            |            | 2018-10-14 | withdrawn 3 | start
    a component      | comp. |            |            |            |             |
"""

AGAIN = """
    story              | at | kind  | start      | end        | how           | more                          | is
    back in the year   |    |       |            | 2018-12-14 | on a break    |                               | start
                       |    |       | 2019-02-04 |            | goes on again |                               | restart
    in the next year   |    |       | 2017-09-04 | 2018-06-29 | on a break    |                               |
                       |    |       | 2018-09-10 |            | goes on again |                               | start
    elsewhere          | B  |       | 2017-09-04 | 2018-06-29 | withdrawn 3   |                               |
                       |    |       | 2018-09-10 |            | goes on again |                               | start
    elsewhere, in it   | B  |       |            | 2018-12-14 | withdrawn 3   |                               | start
                       |    |       | 2019-02-04 |            | goes on again |                               | restart
    after a merger     | C  |       | 2017-09-04 | 2018-07-31 | withdrawn 47  |                               |
                       |    |       | 2018-09-10 |            | goes on again |                               | restart
    first spell unseen |    |       | 2018-09-10 |            | goes on again | OrigLearnStartDate=2017-09-04 | start
    unseen, in it      |    |       | 2018-09-10 |            | goes on again | OrigLearnStartDate=2018-08-06 | restart
    nothing known      |    |       | 2018-09-10 |            | goes on again |                               | start
    something else     |    |       | 2017-09-04 | 2018-06-29 | withdrawn 40  |                               |
                       |    |       | 2018-09-10 |            | goes on       | StdCode=122                   | start
    in a class         |    | class | 2017-09-04 | 2018-06-29 | on a break    |                               |
                       |    | class | 2018-09-10 |            | goes on again |                               | restart
"""

IN_2020 = """
    story            | told | start      | how           | more                          | is
    none is a start  | 20   | 2020-09-07 | goes on again | OrigLearnStartDate=2019-09-02 | restart
    but a first is   | 20   | 2020-09-07 | goes on       |                               | start
"""


def test_each_hard_case_is_a_start_or_none_as_the_definition_says(tmp_path: Path) -> None:
    lines = lines_of(DAYS.replace("comp. ", "component "), AGAIN, IN_2020, **USUAL)
    files, places = write(lines, tmp_path)
    run("load", *files, "--store", tmp_path / "store")
    oracle, environment = Oracle(read_all(files)), alder.open(tmp_path / "store")
    expected = [f"{line.story}: {line.expected.get('is', '')}" for line in places.values()]
    for found in (
        {k: v for y in (2018, 2020) for s in SCOPES for k, v in starts_by_oracle(oracle, y, s).items()},
        {k: v for y in (2018, 2020) for s in SCOPES for k, v in starts_by_alder(environment, y, s).items()},
    ):
        assert [f"{line.story}: {found.get(place, '')}" for place, line in places.items()] == expected
    assert differences(environment, oracle, list(questions([2018], [("provider",)]))) == []
