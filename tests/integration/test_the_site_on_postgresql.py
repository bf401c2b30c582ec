"""The site does on PostgreSQL what it does on SQLite: some of its tests run again there, in a process of their own.

All of them: python -m pytest --postgresql tests/integration/api tests/integration/desk tests/integration/following
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.support import postgresql

HERE = Path(__file__).parent
AGAIN = ("api/test_addresses.py", "desk/test_the_clock.py", "server/test_first_start.py")
"""Publishing and looking up; two workers at once, and what is locked; processes that start at once."""


@pytest.mark.skipif(not postgresql.programs(), reason="needs the programs of PostgreSQL: apt-get install postgresql")
def test_the_site_runs_on_postgresql_too(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--postgresql"):
        pytest.skip("this run is on PostgreSQL itself")
    command = [sys.executable, "-m", "pytest", "--postgresql", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ended = subprocess.run(
        [*command, "-k", "not with_sqlite", *(str(HERE / file) for file in AGAIN)],
        cwd=pytestconfig.rootpath,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert "skipped" not in ended.stdout.splitlines()[-1]
