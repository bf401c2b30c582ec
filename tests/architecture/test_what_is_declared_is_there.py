"""What a newcomer adds is there for everybody, or a test says what is forgotten: folder, registry, contract and cases.

Declarations are read from the text of the modules, since a test that imports a module registers what it declares; what
users have is asked of a process that imports Alder as they do.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.support.forked_programs import Ended

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "alder"


class Declared(NamedTuple):
    """What a module declares: of which kind, by what name, and where."""

    kind: str
    name: str
    where: str


@cache
def declared(folder: Path) -> list[Declared]:
    places = {
        "measure": ("measures", "measures.add", "Measure"),
        "variable": ("derive", "variables.declare", ""),
        "rule": ("sources/ilr/rules", "ilr.rule", ""),
        "source": ("sources", "Source", "Source"),
    }
    return [
        Declared(kind, name, path.relative_to(folder).as_posix())
        for kind, (where, call, inner) in places.items()
        for path in sorted((folder / where).rglob("*.py"))
        for name in _names(ast.parse(path.read_text(encoding="utf-8")), call, inner)
    ]


def _names(tree: ast.Module, call: str, inner: str) -> Iterator[str]:
    """The names that calls at the top of a module give: first argument, `name`, `id`, or that of the function below."""
    for top in tree.body:
        if isinstance(top, ast.FunctionDef):
            for one in top.decorator_list:
                if isinstance(one, ast.Call) and ast.unparse(one.func) == call:
                    yield _first(one) or top.name
        elif isinstance(top, ast.Assign | ast.AnnAssign | ast.Expr) and isinstance(top.value, ast.Call):
            made = top.value
            if ast.unparse(made.func) == call:
                held = next((a for a in made.args if isinstance(a, ast.Call)), made) if call != inner else made
                if name := _first(held):
                    yield name


def _first(call: ast.Call) -> str:
    named = next((k.value for k in call.keywords if k.arg in ("name", "id")), None)
    found = named or (call.args[0] if call.args else None)
    return found.value if isinstance(found, ast.Constant) and isinstance(found.value, str) else ""


@pytest.fixture(scope="module")
def registered(came: dict[str, Ended]) -> dict[str, set[str]]:
    return {kind: {*names} for kind, names in json.loads(came["declared"].last).items()}


def forgotten(found: list[Declared], registered: dict[str, set[str]]) -> list[str]:
    return [
        f"{d.kind} {d.name} of {d.where} is in no registry: its module is imported by nobody"
        for d in found
        if d.name not in registered[d.kind]
    ]


def test_what_a_module_declares_everybody_has(registered: dict[str, set[str]]) -> None:
    found = declared(SOURCE)
    counts = {kind: sum(d.kind == kind for d in found) for kind in registered}
    assert counts["measure"] == len(registered["measure"])
    assert counts["source"] == len(registered["source"])
    assert counts["rule"] > 0.9 * len(registered["rule"])
    assert counts["variable"] > 0.8 * len(registered["variable"])
    assert forgotten(found, registered) == []


def without_a_measure(folder: Path) -> list[str]:
    """Files of the folder of definitions that define no measure."""
    defines = {d.where for d in declared(folder) if d.kind == "measure"}
    files = (p.relative_to(folder).as_posix() for p in (folder / "measures" / "definitions").glob("*.py"))
    return sorted({f for f in files if not f.endswith("__init__.py")} - defines)


def test_a_file_of_definitions_defines_a_measure(tmp_path: Path) -> None:
    assert without_a_measure(SOURCE) == []
    assert [d.where for d in declared(SOURCE) if d.kind == "measure" and "/definitions/" not in d.where] == []
    folder = tmp_path / "measures" / "definitions"
    folder.mkdir(parents=True)
    (folder / "visits.py").write_text('visits = measures.add(Measure("visits", title="Visits"))', encoding="utf-8")
    (folder / "shared.py").write_text("DAYS = 42", encoding="utf-8")
    assert without_a_measure(tmp_path) == ["measures/definitions/shared.py"]


@pytest.mark.parametrize(
    ("where", "text", "says"),
    [
        ("measures/visits.py", 'visits = measures.add(Measure("visits", title="Visits"))', "measure visits"),
        ("derive/shoes.py", "@variables.declare(unit='cm')\ndef shoe_size(aims): ...", "variable shoe_size"),
        ("sources/entries/libraries.py", 'source = Source(id="libraries", title="Libraries")', "source libraries"),
        ("sources/ilr/rules/shoes.py", "@ilr.rule('Shoe_01', reads=())\ndef shoe(aim): ...", "rule Shoe_01"),
    ],
)
def test_a_module_that_nobody_imports_is_named(
    where: str, text: str, says: str, tmp_path: Path, registered: dict[str, set[str]]
) -> None:
    file = tmp_path / where
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    assert [f.split(" of ")[0] for f in forgotten(declared(tmp_path), registered)] == [says]


def words(folder: Path) -> Iterator[str]:
    """Patterns of all names that tests in a folder use, what an f-string leaves open included."""
    for path in sorted(folder.rglob("*.py")):
        if path.name.startswith("test_every"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                yield "".join(re.escape(str(v.value)) if isinstance(v, ast.Constant) else r"\w+" for v in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from re.findall(r"\w+", node.value)
            elif isinstance(node, ast.Attribute | ast.Name):
                yield node.attr if isinstance(node, ast.Attribute) else node.id


@pytest.mark.parametrize(("kind", "folder"), [("measure", "measures"), ("variable", "variables")])
def test_every_one_has_a_case(kind: str, folder: str, registered: dict[str, set[str]]) -> None:
    used = {*words(ROOT / "tests" / "spec" / folder)}
    open_ended = [re.compile(w) for w in used if r"\w+" in w and len(w) > 8]
    without = [n for n in sorted(registered[kind]) if n not in used and not any(p.fullmatch(n) for p in open_ended)]
    assert without == [], f"no test in tests/spec/{folder} has a case of these"


CONTRACTS = {
    c["name"]: c
    for c in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}


def test_the_contract_between_sources_is_about_folders_so_that_a_new_file_is_in_it() -> None:
    named = CONTRACTS["No source knows another"]["modules"]
    folders = [m.removesuffix(".*") for m in named if m.endswith(".*")]
    assert folders == ["alder.sources.entries", "alder.sources.reference.publishers"]
    assert all(len([*(ROOT / "src" / f.replace(".", "/")).glob("[a-z]*.py")]) > 5 for f in folders)


@pytest.mark.parametrize("library", ["Databases", "Ibis", "Django"])
def test_a_contract_about_a_library_is_about_the_whole_product_so_that_a_new_package_is_in_it(library: str) -> None:
    contract = next(c for name, c in CONTRACTS.items() if name.startswith(library))
    assert contract["source_modules"] == ["alder"]
