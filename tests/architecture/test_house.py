"""What keeps the house tidy, checked."""

import ast
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import alder

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "alder"
MODULES = sorted(SOURCE.rglob("*.py"))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


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


def test_importing_alder_or_any_command_and_asking_for_help_load_no_engine() -> None:
    code = (
        "import sys, importlib, alder, alder.cli.commands as m\n"
        "try: m.main(['--help'])\n"
        "except SystemExit: pass\n"
        "for name in m.COMMANDS: importlib.import_module(f'alder.cli.{name}')\n"
        "heavy = {'ibis', 'duckdb', 'pyarrow', 'deltalake', 'lxml', 'rich', 'numpy', 'scipy', 'django'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"


def test_a_command_loads_no_pandas_and_whoever_imports_alder_still_may() -> None:
    code = (
        "import sys, pyarrow\n"
        "from alder.__main__ import run\n"
        "sys.argv = ['alder', '--help']\n"
        "try: run()\n"
        "except SystemExit: pass\n"
        "pyarrow.array(['a list'])\n"
        "print('pandas' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "False"
    code = "import alder, pyarrow; print(pyarrow.array(['a list']).to_pandas()[0])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "a list"


def test_whoever_only_looks_into_the_database_of_the_site_loads_no_solver_and_no_ibis(tmp_path: Path) -> None:
    """`alder people`, a worker and each process of a server begin so: it took them three times as long."""
    code = (
        "import sys, pathlib\n"
        "from alder.web.setup import set_up\n"
        "set_up(pathlib.Path(sys.argv[1]))\n"
        "print(sorted({'ibis', 'scipy', 'sqlglot', 'pandas', 'alder.measures'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"


def test_every_command_in_the_list_exists() -> None:
    from alder.cli.commands import COMMANDS

    for name in COMMANDS:
        command = getattr(import_module(f"alder.cli.{name}"), name)
        assert command.help, f"alder {name} has no help"


def test_nothing_of_the_machine_is_committed() -> None:
    odd = re.compile(r"/(home|root|work|Users)/\w|index-url|\bregistry\s*=", re.IGNORECASE)
    found = []
    for file in tracked():
        if file.name in {"Makefile", Path(__file__).name} or file.suffix in {".png", ".parquet"}:
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file.relative_to(ROOT)}: {m.group(0)}" for m in odd.finditer(text)]
    assert not found
