"""What every test may use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import postgresql

_SHARED = Path(os.environ.get("ALDER_FACTS", Path(__file__).parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of facts beside the checkout; a test that needs it is skipped where it is not there."""
    if not _SHARED.is_dir():
        pytest.skip("needs the folder of facts beside the checkout (or ALDER_FACTS), which is not part of it")
    return _SHARED


WRITES_SQL = ("derive", "engine", "linkage", "measures", "model", "quality", "rules", "sources")
"""The packages on whose text compiled SQL may depend."""
KEPT = 3
"""Compiled SQL of so many states of these packages is kept between runs: this one, and those before an experiment."""


@pytest.fixture(scope="session")
def compiled_sql() -> Path:
    """Compiled SQL is shared by all tests, in whichever process they are, and by later runs over the same source.

    It never lies with the user's own. A key of the cache covers the module that builds an expression and not those
    that it calls; here, where modules change all day, a folder is of one state of all that may matter.
    """
    source = Path(__file__).parents[1] / "src" / "alder"
    state = sha256()
    for path in sorted(
        p for package in WRITES_SQL for p in (source / package).rglob("*") if p.suffix in (".py", ".txt")
    ):
        state.update(path.relative_to(source).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    user = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = user / "alder-tests" / state.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    os.utime(folder)
    states = sorted(folder.parent.iterdir(), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in states[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


@pytest.fixture(autouse=True)
def _own_cache(compiled_sql: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALDER_CACHE", str(compiled_sql))


LONG = (
    "browser/test_finding_things",
    "browser/test_following",
    "browser/test_making",
    "browser/test_the_desk",
    "property/test_reports_of_odd",
    "property/test_rules_on_",
)
"""The dearest tests: journeys in a browser that other tests walk without one, and whole rule books on drawn returns.

Beside them, tests marked `long` are one more case of what other cases show.
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgresql", action="store_true", help="run tests of the site on a PostgreSQL of their own")
    parser.addoption("--long", action="store_true", help="run the long tests too, which look at more of the same")


def pytest_configure(config: pytest.Config) -> None:
    """How many examples a property is tried on where its test says nothing: a slow machine is no fault of theirs."""
    slow = [HealthCheck.too_slow]
    settings.register_profile(
        "alder", max_examples=100 if config.getoption("--long") else 40, suppress_health_check=slow
    )
    settings.load_profile("alder")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests to `make test-long`, unless a file or folder of theirs is asked for by its name."""
    here = Path(__file__).parent
    if config.getoption("--long") or any(named in arg for arg in config.args for named in LONG):
        return
    marked = {item for item in items if item.get_closest_marker("long")}
    long = marked | {item for item in items if item.path.relative_to(here).as_posix().startswith(LONG)}
    if long:
        config.hook.pytest_deselected(items=[*long])
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session", autouse=True)
def _database(request: pytest.FixtureRequest) -> Iterator[None]:
    """SQLite, or where it is asked for a PostgreSQL that lives as long as the run."""
    if not request.config.getoption("--postgresql"):
        yield
        return
    if not postgresql.programs():
        pytest.skip("needs the programs of PostgreSQL")
    with postgresql.running():
        yield
