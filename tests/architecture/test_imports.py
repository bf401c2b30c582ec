"""No module knows itself by way of others: not at the top, not in a function, not for its types.

The architecture is a test: who may import whom.
"""

from __future__ import annotations

import ast
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports


def circle(imports: dict[str, set[str]]) -> list[str]:
    """One circle of imports, the first module again at its end; none gives an empty list."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return [str(module) for module in reversed(error.args[1])]
    return []


def test_no_import_leads_back_to_where_it_began() -> None:
    """Imports in functions count, which are there for the time to start, and so do those for types alone."""
    graph = grimp.build_graph("alder", exclude_type_checking_imports=False, cache_dir=None)
    imports = {m: graph.find_modules_directly_imported_by(m) for m in graph.modules if m != "alder"}
    for imported in imports.values():
        imported.discard("alder")  # the table of contents, which names every layer and loads none
    assert not (found := circle(imports)), "imports in a circle, each of the next: " + " -> ".join(found)


@pytest.mark.parametrize(
    ("imports", "found"),
    [
        pytest.param({"a": {"b"}, "b": {"c"}, "c": set()}, [], id="a chain is none"),
        pytest.param({"a": {"b"}, "b": {"a"}}, ["a", "b"], id="two of each other"),
        pytest.param({"a": {"b"}, "b": {"c"}, "c": {"b"}}, ["b", "c"], id="one that others lead to"),
    ],
)
def test_a_circle_is_told(imports: dict[str, set[str]], found: list[str]) -> None:
    assert sorted(set(circle(imports))) == found


ROOT = Path(__file__).parents[2]


def test_every_import_contract_is_kept(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    # It sets logging up anew, which would silence every logger that other tests listen to.
    monkeypatch.setattr("logging.config.dictConfig", lambda settings: None)
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert broken == 0, capsys.readouterr().out


def test_the_oracle_shares_no_code_with_what_it_is_compared_with() -> None:
    """Figures are worked out twice: what both leaned on could be wrong in both."""
    for file in sorted((ROOT / "tests" / "oracle").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in named:
                own = name.startswith("tests.oracle")
                assert own or name.split(".")[0] in sys.stdlib_module_names, f"{file.name} imports {name}"
