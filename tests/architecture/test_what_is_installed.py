"""What somebody has who installs the package and has no clone: every text is true there.

`.ci/wheel` walks through the commands in an empty environment; these find the same faults without one.
"""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from alder.cli.commands import COMMANDS, ByPath

SOURCE = Path(__file__).parents[2] / "src" / "alder"


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str]]:
    """Every text of the package that is not a docstring, with where it stands, and every template."""
    return [*_texts()]


def _texts() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
        plain = {id(n.value) for n in nodes if isinstance(n, ast.Expr)}
        for node in nodes:
            if isinstance(node, ast.JoinedStr):
                parts = [str(v.value) if isinstance(v, ast.Constant) else "…" for v in node.values]
                plain |= {id(v) for v in node.values}
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", "".join(parts)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in plain:
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node.value
    for path in sorted(SOURCE.rglob("*.j2")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{path.relative_to(SOURCE)}:{number}", line


def test_no_text_sends_its_reader_to_a_file_of_the_clone(texts: list[tuple[str, str]]) -> None:
    clone = re.compile(r"\bdocs/\w|\bREADME|\bmake (?:demo|test|docs|check)\b|python -m (?:tests|docs|benchmarks)")
    assert [(where, text) for where, text in texts if clone.search(text)] == []


COMMAND = re.compile(r"\balder ([a-z]+)((?: [a-z]+)?)([^\n`”]*)")
PROSE = {
    "second",
    "is",
    "can",
    "does",
    "has",
    "knows",
    "takes",
    "reads",
    "was",
    "made",
    "keeps",
    "holds",
    "cannot",
    "and",
    "or",
}


@pytest.fixture(scope="module")
def named(texts: list[tuple[str, str]]) -> list[tuple[str, str, str, str]]:
    return [(where, *match) for where, text in texts for match in COMMAND.findall(text) if match[0] not in PROSE]


def test_commands_that_texts_name_exist(named: list[tuple[str, str, str, str]]) -> None:
    assert len(named) > 100
    assert [(where, command) for where, command, *_ in named if command not in COMMANDS] == []


def test_options_that_texts_name_exist(named: list[tuple[str, str, str, str]]) -> None:
    wrong = []
    for where, command, second, rest in named:
        found: click.Command = getattr(import_module(f"alder.cli.{command}"), command)
        known = {o for p in found.params for o in (*p.opts, *p.secondary_opts)}
        if isinstance(found, click.Group) and (below := found.commands.get(second.strip())):
            known |= {o for p in below.params for o in (*p.opts, *p.secondary_opts)}
        elif isinstance(found, ByPath):  # its commands may be left out
            known |= {o for p in found.by_path.params for o in (*p.opts, *p.secondary_opts)}
        said = re.findall(r"(?<![\w-])--[a-z][a-z-]+", rest.split("  ")[0])
        wrong += [(where, f"alder {command}{second} {o}") for o in said if o not in {*known, "--help"}]
    assert wrong == []
