"""What a start of Alder loads, and what it can do without: seen in processes that nothing has touched before.

All are forks of one start of Python, so that each loads for itself and none pays for a start of its own.
"""

from __future__ import annotations

import re
from importlib import metadata

import pytest
from tests.support.forked_programs import Ended, ended

PROGRAMS = {
    "help": """
import sys, importlib, alder, alder.cli.commands as m
try: m.main(['--help'])
except SystemExit: pass
for name in m.COMMANDS: importlib.import_module(f'alder.cli.{name}')
heavy = {'ibis', 'duckdb', 'pyarrow', 'deltalake', 'lxml', 'rich', 'numpy', 'scipy', 'django'}
print(sorted(heavy & set(sys.modules)))
""",
    "a command": """
import sys, pyarrow
from alder.__main__ import run
sys.argv = ['alder', '--help']
try: run()
except SystemExit: pass
pyarrow.array(['a list'])
print('pandas' in sys.modules)
""",
    "pandas": "import alder, pyarrow; print(pyarrow.array(['a list']).to_pandas()[0])",
    "the database of the site": """
import sys, pathlib
from alder.web.setup import set_up
set_up(pathlib.Path(sys.argv[1]) / "looked into")
print(sorted({'ibis', 'scipy', 'sqlglot', 'pandas', 'alder.measures'} & set(sys.modules)))
""",
    "pages": """
import sys
from pathlib import Path
from alder.web.setup import set_up
set_up(Path(sys.argv[1]) / "asked")
import alder.web.wsgi
from django.test import Client
before = set(sys.modules)
for page in ("/", "/search?q=pass+rate", "/v1/data-sets/x", "/methodology", "/handbook", "/data-sources", "/sign-in"):
    assert Client().get(page).status_code in (200, 404), page
print(sorted(name for name in set(sys.modules) - before if name.startswith("alder")))
""",
    "an installation": """
import os, sys
from importlib import abc
from pathlib import Path

class OnlyDeclared(abc.MetaPathFinder):
    "Finds no module of a library that an installation would not bring."
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in missing:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

missing = set(sys.argv[2].split(","))
sys.meta_path.insert(0, OnlyDeclared())
for name in missing & {n.split(".")[0] for n in sys.modules}:  # what the start of Python itself loads here
    del sys.modules[name]
place = Path(sys.argv[1])
os.environ |= {"ALDER_CACHE": str(place / "cache"), "ALDER_STORE": ""}  # nothing compiled yet, so that Ibis is asked
from alder.cli.commands import main
def run(*words):
    try: main([str(w) for w in words])
    except SystemExit as end: assert end.code in (0, 1, None), words
run("synth", "returns", "--learners", 20, "--year", "2018/19", "--returns", "R04", "--out", place / "returns")
run("check", place / "returns", "--to", place / "findings.html")
assert "ibis" in sys.modules
run("load", place / "returns", "--store", place / "store")
run("table", "starts", "--by", "sex", "--year", "2018/19", "--store", place / "store", "--out", place / "t.csv")
run("serve", "--check", "--port", 0, "--no-worker", "--store", place / "store")
""",
    "a known check": """
import os, sys
from pathlib import Path
os.environ["ALDER_CACHE"] = str(Path(sys.argv[1]) / "cache")
import alder
alder.check(next(Path(sys.argv[1]).glob("returns/**/*.xml")))
print('ibis' in sys.modules)
""",
}


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    return ended(PROGRAMS, tmp_path_factory.mktemp("place"), ",".join(undeclared()))


def undeclared() -> list[str]:
    """Modules that are here and that an installation would not bring."""
    brought = _declared()
    of = metadata.packages_distributions()
    return [m for m, which in of.items() if not {_folded(d) for d in which} & brought]


def _declared() -> set[str]:
    """Every distribution that an installation brings: what the package requires, and what these require in turn."""
    found: set[str] = set()
    waiting = ["alder"]
    while waiting:
        name = _folded(waiting.pop())
        if name in found:
            continue
        found.add(name)
        try:
            requires = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        waiting += [re.split(r"[ ;<>=!~\[(]", r)[0] for r in requires if "extra ==" not in r]
    return found


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_importing_alder_or_any_command_and_asking_for_help_load_no_engine(came: dict[str, Ended]) -> None:
    assert came["help"].last == "[]"


def test_a_command_loads_no_pandas_and_whoever_imports_alder_still_may(came: dict[str, Ended]) -> None:
    assert came["a command"].last == "False"
    assert came["pandas"].last == "a list"


def test_whoever_only_looks_into_the_database_of_the_site_loads_no_solver_and_no_ibis(came: dict[str, Ended]) -> None:
    """`alder people`, a worker and each process of a server begin so: it took them three times as long."""
    assert came["the database of the site"].last == "[]"


def test_everything_is_loaded_before_the_first_answer(came: dict[str, Ended]) -> None:
    """Threads that load parts of a package at once can find it half loaded, and a reader would be told of a fault."""
    assert came["pages"].last == "[]"


def test_commands_need_no_library_that_is_not_declared(came: dict[str, Ended]) -> None:
    assert {"pytest", "pandas"} <= {*undeclared()}
    assert came["an installation"].status == 0, came["an installation"].err[-2000:]


def test_a_known_check_builds_no_expression(came: dict[str, Ended]) -> None:
    """With the SQL kept, the library of expressions is not even imported."""
    assert came["a known check"].last == "False"
