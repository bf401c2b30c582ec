"""Tables that Alder made, through the desk: tried beside the disclosure ledger and beside earlier outputs. T20."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from tests.support.cast import Someone
from tests.support.outputs_of_people import begun, covered, output_of, pressed, reviewed, with_file, work
from tests.support.outputs_of_people import desk as at_desk
from tests.support.people_counts import Person, counted, ledger_in, numbered
from tests.support.site import Site

import alder

_RANDOM = random.Random(11)
EVERYBODY = numbered(
    {"area": area, "sex": sex}
    for area in (f"Area {n}" for n in range(1, 7))
    for sex in ("Female", "Male")
    for _ in range(_RANDOM.randint(200, 900))
)
FEW = frozenset([one["number"] for one in EVERYBODY if one["area"] == "Area 3"][:4])
"""Four people of one area."""


def _kept_in(store: Path, to: Path, *, without: frozenset[str] = frozenset(), title: str) -> Path:
    """A table that Alder made and keeps inside, as the file that its author takes to the desk."""

    def one_of_them(person: Person) -> bool:
        return person["number"] not in without

    counts = counted(EVERYBODY, ["area", "sex"], where=one_of_them, title=title, measure="starts")
    against = ledger_in(store).keeping_in("For a paper, which the output desk looks at.")
    to.mkdir()
    return Path(alder.protect(counts, against=against).write_csv(to / "table.csv")[0])


def _handed_in(author: Someone, file: Path) -> str:
    """An output of the file, with an exception asked for whatever the checks hold: its people are counted by Alder."""
    address = begun(author, title="Learners by area and sex")
    with_file(author, address, file.name, file.read_bytes())
    assert 'name="sources" type="text" value="ilr"' in author.see(f"{address}/groups/1/cover"), "what the ledger knows"
    covered(author, address, suppression="By Alder, as the table's notes say", sources="leo")
    page = f"{address}/groups/1/findings"
    while found := re.search(r'name="finding" value="([^"]+)"><input type="hidden" name="number"', author.see(page)):
        author.do(page, finding=found[1], number="1", reason="Alder protected this table, as its notes say")
        work()
    author.do(f"{address}/submit")
    work()
    assert output_of(address).state == "submitted", author.see(f"{address}/submit")
    return address


def _released_or_not(people: dict[str, Someone], address: str) -> Any:
    reviewed(people, address)
    pressed(people["dev"], address, "approve")
    people["leila"].do(f"{at_desk(address)}/release")
    work()
    return output_of(address)


@pytest.fixture(scope="module")
def files(desk: Site, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A table of everybody, and one of all but four people of one area."""
    folder = tmp_path_factory.mktemp("tables")
    return (
        _kept_in(desk.store, folder / "all", title="Learners"),
        _kept_in(desk.store, folder / "but four", without=FEW, title="Learners"),
    )


def test_a_table_of_the_ledger_leaves_once_and_one_that_tells_of_four_people_beside_it_does_not(
    people: dict[str, Someone], desk: Site, files: tuple[Path, Path]
) -> None:

    ledger = ledger_in(desk.store)
    first = _handed_in(people["ben"], files[0])
    shown = people["dev"].see(at_desk(first))
    assert "Beside what is out, nobody is given away" in shown
    assert "Made from <b>Individualised Learner Record, Longitudinal Education Outcomes</b>" in shown, (
        "the author named one source, and the ledger knows the other"
    )
    assert not any(facts.binds for facts in ledger.releases())
    done = _released_or_not(people, first)
    assert done.state == "released", done.trouble
    compared = done.certificate["compared_with"]
    assert compared["in_ledger"] is True
    (out,) = compared["ledger_tables"]
    assert ledger.facts(out).binds, "it counts as out from now on"

    second = _handed_in(people["amara"], files[1])
    shown = people["dev"].see(at_desk(second))
    assert "It refuses:" in shown
    assert f"See it beside output {done.pk}" in shown, "and the earlier output is named beside it"
    author_sees = people["amara"].see(f"{second}")
    assert f"output {done.pk}" not in author_sees
    held = _released_or_not(people, second)
    assert held.state == "approved"
    assert held.trouble.startswith("The disclosure ledger refuses it")
    assert "The disclosure ledger refuses it" in people["leila"].see(f"{at_desk(second)}/release")
    bound = [facts.id for facts in ledger.releases() if facts.binds]
    assert bound == [out], "what did not leave does not count as out"
