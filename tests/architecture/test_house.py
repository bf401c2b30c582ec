"""What keeps the house tidy, checked."""

import ast
import os
import re
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import alder

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "alder"
MODULES = sorted(SOURCE.rglob("*.py"))


def files() -> Iterator[Path]:
    """The files of the checkout, without what `.gitignore` says is none of it."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    for folder, below, names in os.walk(ROOT):
        here = Path(folder)
        below[:] = [name for name in below if name != ".git" and not _is_one_of(here / name, ignored)]
        yield from (here / name for name in names if name != ".git" and not _is_one_of(here / name, ignored))


def _is_one_of(path: Path, ignored: list[str]) -> bool:
    """A pattern with a slash within is of the whole path."""
    whole = f"/{path.relative_to(ROOT).as_posix()}"
    return any(
        fnmatch(whole, f"{'' if '/' in one.strip('/') or one[0] == '/' else '*'}/{one.strip('/')}") for one in ignored
    )


@cache
def outline(module: Path) -> tuple[str | None, list[tuple[type[ast.stmt], str]]]:
    """The docstring of a module, and the kind and the name of each statement at its top; the whole tree is large."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return ast.get_docstring(tree), [(type(n), getattr(n, "name", "")) for n in tree.body]


def test_a_module_says_what_it_is() -> None:
    silent = [m for m in MODULES if not outline(m)[0]]
    assert not silent, "these begin with no docstring"


def test_names_say_something() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "data", "info"}
    assert not [m for m in MODULES if m.stem in empty or m.parent.name in empty]


def test_no_two_files_of_tests_have_the_same_name() -> None:
    names = Counter(p.name for p in (ROOT / "tests").rglob("test_*.py"))
    assert not [n for n, times in names.items() if times > 1], "pytest could not tell them apart"


def test_a_package_begins_with_its_table_of_contents() -> None:
    for module in MODULES:
        if module.name != "__init__.py" or module.parent == SOURCE:
            continue
        _, body = outline(module)
        allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.If)
        other = [kind for kind, _ in body[1:] if not issubclass(kind, allowed)]
        assert not other, f"{module} holds more than imports and __all__"


def test_a_class_has_its_name_for_itself() -> None:
    """One word for one thing: `Meta` and `Migration` are Django's, commands are named for what they show, a client of
    the API knows nothing of the site, and `disclosure` has its words apart.
    """
    where: dict[str, list[str]] = {}
    for module in MODULES:
        room = module.relative_to(SOURCE).parts[0]
        if room == "disclosure" or {"migrations", "commands"} & set(module.parts):
            continue
        for kind, name in outline(module)[1]:
            if kind is ast.ClassDef:
                where.setdefault(name, []).append(str(module.relative_to(SOURCE)))
    shared = {name: places for name, places in where.items() if len(places) > 1}
    assert shared == {"DataSet": ["client.py", "web/publications/models.py"]}


def test_every_public_name_can_be_had() -> None:
    for name in alder.__all__:
        assert getattr(alder, name) is not None
    with pytest.raises(AttributeError, match="public names are"):
        alder.no_such_name  # noqa: B018  # the access is the test


def test_every_command_in_the_list_exists() -> None:
    from alder.cli.commands import COMMANDS

    for name in COMMANDS:
        command = getattr(import_module(f"alder.cli.{name}"), name)
        assert command.help, f"alder {name} has no help"


def test_nothing_of_the_machine_is_committed() -> None:
    odd = re.compile(r"/(home|root|work|Users)/\w|index-url|\bregistry\s*=", re.IGNORECASE)
    found = []
    for file in files():
        if file.name in {"Makefile", Path(__file__).name} or file.suffix in {".png", ".parquet"}:
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file.relative_to(ROOT)}: {m.group(0)}" for m in odd.finditer(text)]
    assert not found
