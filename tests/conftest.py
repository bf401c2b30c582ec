"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_SHARED = Path(os.environ.get("ALDER_FACTS", Path(__file__).parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of facts beside the checkout; a test that needs it is skipped where it is not there."""
    if not _SHARED.is_dir():
        pytest.skip("needs the folder of facts beside the checkout (or ALDER_FACTS), which is not part of it")
    return _SHARED


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled SQL is shared by all tests of a run, and never with the user's own."""
    monkeypatch.setenv("ALDER_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
