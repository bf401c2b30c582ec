"""What is put before people was protected or published before it was laid out; a table costs what its figures do."""

from __future__ import annotations

import ast
import tracemalloc
from pathlib import Path

import pytest

from alder.publishing.contents import Contents
from alder.publishing.contents.version_contents import (
    DataSetFilter,
    DataSetIndicator,
    Option,
    Place,
    PlaceGroup,
    TimePeriod,
)
from alder.publishing.tables.chosen_table import table_of

SOURCE = Path(__file__).parents[2] / "src"

MAKERS = {
    "SectionedTable": {"alder.disclosure.notes"},
    "DataTable": {"alder.disclosure.data_columns"},
    "StatisticalTable": {"alder.outputs.drawings"},
    "ChosenTable": {"alder.publishing.tables.chosen_table"},
}
"""Who makes a table to show: of a protected one, of rows of a published data set, and of one that somebody hands in,
for the drawing that leaves beside it. None is made of counts."""


def _callers(name: str) -> set[str]:
    found = set()
    for path in SOURCE.rglob("*.py"):
        if name not in (text := path.read_text(encoding="utf-8")):
            continue
        calls = (n.func for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call))
        if any((f.id if isinstance(f, ast.Name) else getattr(f, "attr", "")) == name for f in calls):
            found.add(".".join(path.relative_to(SOURCE).with_suffix("").parts))
    return found


@pytest.mark.parametrize("name", MAKERS)
def test_a_table_to_show_is_made_of_what_is_protected_or_published(name: str) -> None:
    assert _callers(name) == MAKERS[name]


@pytest.mark.parametrize("name", ["compare", "over_time", "since_previous", "lowest_and_highest"])
def test_what_may_be_said_of_figures_is_asked_in_one_place_alone(name: str) -> None:
    """Every sentence that compares figures is worded there, so that none is said by another rule."""
    asking = _importers("alder.model.comparison", name)
    assert asking <= {"alder.show.statement"}


def _importers(module: str, name: str) -> set[str]:
    found = set()
    for path in SOURCE.rglob("*.py"):
        if module not in (text := path.read_text(encoding="utf-8")):
            continue
        imports = (n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ImportFrom) and n.module == module)
        if any(alias.name == name for n in imports for alias in n.names):
            found.add(".".join(path.relative_to(SOURCE).with_suffix("").parts))
    return found


def test_a_protected_table_knows_neither_its_writers_nor_its_ledger() -> None:
    """They are put beside it by `protect`: else it would lie in a circle with all that is written of it."""
    tree = ast.parse((SOURCE / "alder" / "disclosure" / "protected.py").read_text(encoding="utf-8"))
    modules = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert not [m for m in modules if m.startswith(("alder.show", "alder.disclosure.ledger", "alder.look"))]


def test_a_table_keeps_no_object_a_figure() -> None:
    """A table may have a million: what goes with one, such as its interval, is worked out when it is asked for."""
    groups, places = 500, 400
    contents = Contents(
        filters=(
            DataSetFilter("g", "group", "Group", "", tuple(Option(f"o{n}", f"Group {n}") for n in range(groups))),
        ),
        indicators=(DataSetIndicator("s", "starts", "Starts", "", 0),),
        levels=("LAD",),
        places=(PlaceGroup("LAD", tuple(Place(f"p{n}", f"Place {n}") for n in range(places))),),
        periods=(TimePeriod("202425", "AY"),),
        rows=groups * places,
    )
    figures = {(("LAD", p + 1), 1, g + 1, 0): "12" for p in range(places) for g in range(groups)}
    tracemalloc.start()
    try:
        made = table_of(contents, figures, [0])
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert made.figures is figures
    assert held < len(figures), "less than a byte a figure"
