"""The Python that analyses of tests use, where it has what notebooks need."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from alder.errors import MissingExtra
from alder.workspaces.analysis_run import check_has
from alder.workspaces.project_folder import PYTHON, AnalysisPrograms


def programs_with(*packages: str) -> AnalysisPrograms:
    """Go on only where the system's Python, or that of an environment which `ALDER_ANALYSIS_PYTHON` names, has them."""
    python = os.environ.get("ALDER_ANALYSIS_PYTHON", PYTHON)
    try:
        check_has(python, packages)
    except MissingExtra as error:
        pytest.skip(f"{error.what}: name a Python that has it in ALDER_ANALYSIS_PYTHON")
    return AnalysisPrograms(python=python, folders=() if python == PYTHON else (Path(python).parent.parent,))
