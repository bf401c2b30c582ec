"""What every test may use."""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import engines, postgresql
from tests.support.properties import FEW
from tests.support.properties import LONG as LONG_PROFILE

_SHARED = Path(os.environ.get("ALDER_FACTS", Path(__file__).parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of facts beside the checkout; a test that needs it is skipped where it is not there."""
    if not _SHARED.is_dir():
        pytest.skip("needs the folder of facts beside the checkout (or ALDER_FACTS), which is not part of it")
    return _SHARED


KEPT = 30_000
"""How many texts of compiled SQL are kept between runs: those of some four states of the source."""


@pytest.fixture(scope="session")
def compiled_sql(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compiled SQL is shared by all tests, in whichever process they are, by later runs, and by other clones.

    It never lies with the user's own. What changes in the source changes the keys of what is built of it, so that old
    texts are never read again; the oldest go. Where coverage is measured nothing of an earlier run is read: the lines
    that build SQL would seem to be run by no test.
    """
    if request.config.getoption("cov_source", default=None):
        return tmp_path_factory.mktemp("compiled-sql")
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "alder-sql-of-tests"
    (folder / "sql").mkdir(parents=True, exist_ok=True)
    kept = [(entry.stat().st_mtime, entry.path) for entry in _entries(folder / "sql")]
    for _, path in sorted(kept, reverse=True)[KEPT:]:
        Path(path).unlink(missing_ok=True)
    return folder


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """The files of a folder in which other processes write and tidy meanwhile."""
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                entry.stat()
                yield entry


@pytest.fixture(scope="session", autouse=True)
def _own_cache(compiled_sql: Path) -> Iterator[None]:
    """From the first fixture on: one that a file shares is made before any of a single test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALDER_CACHE", str(compiled_sql))
        yield


@pytest.fixture(scope="module", autouse=True)
def _no_store_of_another_file() -> Iterator[None]:
    """A command about a site turns its process to that site's store; a file of tests that comes later has its own."""
    before = os.environ.get("ALDER_STORE")
    yield
    if before is None:
        os.environ.pop("ALDER_STORE", None)
    else:
        os.environ["ALDER_STORE"] = before


@pytest.fixture(scope="session", autouse=True)
def _idle_databases(request: pytest.FixtureRequest) -> Iterator[None]:
    """But in a long run, in which each engine opens a database of its own, as everywhere else."""
    if request.config.getoption("--long"):
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        engines.used_again(patch)
        yield


LONG = (
    "browser/test_finding_things",
    "browser/test_following",
    "browser/test_making",
    "browser/test_requests",
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
    """How many examples a property is tried on where its test says nothing: a slow machine is no fault of theirs.

    While tests are collected nothing is in circles that nobody needs, and looking for it is a third of the work.
    """
    gc.disable()
    slow = [HealthCheck.too_slow]
    settings.register_profile(FEW, max_examples=10, suppress_health_check=slow)
    settings.register_profile(LONG_PROFILE, max_examples=100, suppress_health_check=slow)
    settings.load_profile(LONG_PROFILE if config.getoption("--long") else FEW)


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


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was collected lives as long as the run: the collector of garbage need not look through it again and again.

    It begins after so many objects as where a command runs, instead of 700. What tests left is looked through when the
    run is over, and the rest when the process ends: libraries look, then, whether all of theirs was given back.
    """
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()
    atexit.register(gc.unfreeze)


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
