"""The package for R: R builds it, checks it, and runs its tests with a store of made-up records and a site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.site import Site, served

import alder
from alder.sources.miniature import made_up_edition as miniature
from alder.synth import parse_years, write_returns

PACKAGE = Path(__file__).parents[3] / "r"
NEEDED = "apt-get install --no-install-recommends r-base-core r-cran-nanoarrow r-cran-jsonlite r-cran-curl"
HAS_ALL = "quit(status = !all(c('nanoarrow', 'jsonlite', 'curl') %in% rownames(installed.packages())))"


@pytest.fixture(name="r")
def _r() -> str:
    """R with what the package imports; without it a test is skipped, or fails where a run says that it needs R."""
    found = shutil.which("R")
    if found and not subprocess.run(["Rscript", "-e", HAS_ALL], check=False).returncode:
        return found
    if os.environ.get("ALDER_NEEDS_R"):
        pytest.fail(f"this run needs R: {NEEDED}")
    pytest.skip(f"needs R: {NEEDED}")


@pytest.fixture(name="address")
def _address(site: Site, data_set: str) -> Iterator[str]:
    """The site over HTTP, from this process, with a data set."""
    with served() as address:
        yield f"{address}/v1"


def _offline(folder: Path) -> Path:
    """A profile in which R looks nothing up at CRAN."""
    profile = folder / "offline.R"
    profile.write_text("options(repos = NULL)\n", encoding="utf-8")
    return profile


@pytest.mark.r
def test_r_finds_nothing_wrong_with_the_package_and_its_tests_pass(r: str, address: str, tmp_path: Path) -> None:
    write_returns(tmp_path / "returns", providers=2, learners=60, years=parse_years(("2020/21",)), seed=7)
    environment = alder.open(tmp_path / "store")
    environment.load(tmp_path / "returns")
    miniature.load(environment.store)
    variables = {
        **os.environ,
        "ALDER_COMMAND": str(Path(sys.executable).with_name("alder")),
        "ALDER_R_STORE": str(environment.store.folder),
        "ALDER_R_RETURN": str(next((tmp_path / "returns").glob("*.xml"))),
        "ALDER_R_SITE": address,
        "R_PROFILE": str(_offline(tmp_path)),
    }
    build = [r, "CMD", "build", "--no-manual", str(PACKAGE)]
    subprocess.run(build, check=True, cwd=tmp_path, env=variables, capture_output=True, timeout=120)
    (built,) = tmp_path.glob("alder_*.tar.gz")
    check = [r, "CMD", "check", "--no-manual", built.name]
    ended = subprocess.run(check, check=False, cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=900)
    failed = tmp_path / "alder.Rcheck/tests/alder.Rout.fail"
    assert ended.returncode == 0, failed.read_text(encoding="utf-8") if failed.exists() else ended.stdout
    assert "\nStatus: OK" in ended.stdout, ended.stdout
    kept = environment.ledger().releases()
    assert kept, "its tables are kept in the ledger"
    assert not any(table.binds for table in kept)


def test_the_package_has_the_version_of_alder() -> None:
    lines = (PACKAGE / "DESCRIPTION").read_text(encoding="utf-8").splitlines()
    assert f"Version: {alder.__version__}" in lines
