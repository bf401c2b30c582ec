"""What is asked of processes that import Alder as its users do, since this one has loaded all that tests need.

All are forks of one start of Python, so that each loads for itself and none pays for a start of its own; and they run
once, whichever process has the tests that look at what came of them.
"""

from __future__ import annotations

import pickle
import re
from importlib import metadata
from pathlib import Path

import pytest
from tests.support.few_rules import FEW
from tests.support.forked_programs import Ended, ended
from tests.support.made_once import made_once

BY_FEW_RULES = """
from functools import partial
from alder.rules import runner
runner.run = partial(runner.run, only=set(sys.argv[3].split(",")))
"""
"""What is loaded to judge by a few rules is what is loaded to judge by all of the book, which is planned for longer."""
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
    "declared": """
import json, alder
from alder.derive import variables
from alder.measures import measures
from alder.sources import every
from alder.sources.ilr.rules import ilr
print(json.dumps({
    "measure": [m.name for m in measures], "variable": [v.name for v in variables],
    "source": [s.id for s in every()], "rule": [r.code for r in ilr],
}))
""",
    "an installation": f"""
import os, sys
from importlib import abc
from pathlib import Path

class OnlyDeclared(abc.MetaPathFinder):
    "Finds no module of a library that an installation would not bring."
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in missing:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

missing = set(sys.argv[2].split(","))
sys.meta_path.insert(0, OnlyDeclared())
for name in missing & {{n.split(".")[0] for n in sys.modules}}:  # what the start of Python itself loads here
    del sys.modules[name]
place = Path(sys.argv[1])
os.environ |= {{"ALDER_CACHE": str(place / "cache"), "ALDER_STORE": ""}}  # nothing compiled yet, so that Ibis is asked
{BY_FEW_RULES}
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
    "a known check": f"""
import os, sys
from pathlib import Path
os.environ["ALDER_CACHE"] = str(Path(sys.argv[1]) / "cache")
{BY_FEW_RULES}
import alder
alder.check(next(Path(sys.argv[1]).glob("returns/**/*.xml")))
print('ibis' in sys.modules)
""",
}


@pytest.fixture(scope="session")
def came(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    found: dict[str, Ended] = pickle.loads((made_once(tmp_path_factory, "programs", _run) / "came").read_bytes())
    return found


def _run(folder: Path) -> None:
    (folder / "came").write_bytes(pickle.dumps(ended(PROGRAMS, folder, ",".join(undeclared()), ",".join(FEW))))


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
