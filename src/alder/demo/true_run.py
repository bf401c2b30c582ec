"""A run of an analysis in the sandbox, also where root makes the demo: then under an account that owns nothing else.

Root runs no analysis. Where it makes the demo, a process of its own gives up all rights, has a copy of the workspace,
and sees the Python of the demo in a place that it may read; the run that it made goes back into the workspace.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import alder.outputs.cover_sheet  # noqa: F401  # a run loads it as it ends, when its process may read no code any more
from alder.errors import AlderError
from alder.workspaces.analysis_run import run_analysis
from alder.workspaces.project_extract import read_extract
from alder.workspaces.project_folder import EXTRACT, LOADED, RUNS, SETTINGS, open_project

if TYPE_CHECKING:
    from collections.abc import Mapping

_ACCOUNTS = 64_000
"""From here on no account of people or services has its number."""
_PATIENCE = 120
"""Seconds: a run of the demo takes one or two."""
_OWN_MOUNTS, _PRIVATE, _BOUND = 0x00020000, 0x40000 | 0x4000, 0x1000
"""CLONE_NEWNS; MS_PRIVATE with MS_REC; MS_BIND: as Linux numbers them."""


def name_programs(workspace: Path, python: Path, folders: tuple[Path, ...]) -> None:
    """Let analyses have this Python: it reads Parquet, and the system's own seldom does."""
    path = workspace / SETTINGS
    kept = path.read_text(encoding="utf-8").partition("[programs]")[0]
    quoted = ", ".join(f'"{one}"' for one in folders if one != Path("/usr"))
    path.write_text(f'{kept}[programs]\npython = "{python}"\nfolders = [{quoted}]\n', encoding="utf-8")


def name_own_python(workspace: Path) -> None:
    """Let analyses have the Python that Alder runs in."""
    name_programs(workspace, Path(sys.executable), (*dict.fromkeys((Path(sys.prefix), Path(sys.base_prefix))),))


def run_here(workspace: Path, script: Path) -> tuple[str, str]:
    """Run a script in a workspace: the number of the run, and why there is none or what went wrong with it."""
    said = _made_in(workspace, script) if os.geteuid() else _by_an_account(workspace, script)
    if not said["number"]:
        return "", said["why"]
    return said["number"], "" if said["exit"] == 0 else f"the run ended with status {said['exit']}"


def _made_in(workspace: Path, script: Path) -> dict[str, Any]:
    try:
        done = run_analysis(open_project(workspace), script, read_extract(workspace / EXTRACT))
    except (AlderError, OSError) as error:
        return {"number": "", "why": error.what if isinstance(error, AlderError) else str(error.strerror or error)}
    return {"number": done.number, "exit": done.exit, "why": ""}


def _by_an_account(workspace: Path, script: Path) -> dict[str, Any]:
    account = _ACCOUNTS + os.getpid() % 1_000
    with tempfile.TemporaryDirectory(prefix="alder-demo-") as made:
        place = Path(made)
        place.chmod(0o755)
        copy = place / workspace.name
        copy.mkdir()
        for name in (SETTINGS, LOADED):
            shutil.copy(workspace / name, copy)
        shutil.copytree(workspace / EXTRACT, copy / EXTRACT)
        code = Path(shutil.copy(script, place))
        had = len([*(workspace / RUNS).glob("*")])
        for n in range(1, had + 1):  # runs are numbered after the last
            (copy / RUNS / f"{n:04}").mkdir(parents=True)
        for path in (code, copy, *copy.rglob("*")):
            os.chown(path, account, account)
        said = _in_a_process(account, place, copy, code)
        if said["number"]:
            run = workspace / RUNS / said["number"]
            run.parent.mkdir(mode=0o700, exist_ok=True)
            shutil.move(copy / RUNS / said["number"], run)
            for path in (run, *run.rglob("*")):
                os.chown(path, 0, 0, follow_symlinks=False)
    return said


def _in_a_process(account: int, place: Path, workspace: Path, script: Path) -> dict[str, Any]:
    """What a process without rights tells of the run that it made. What it needs of Alder is loaded already."""
    read, write = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads hold no lock that the run asks for
        child = os.fork()
    if not child:  # pragma: no cover  # in a process of its own
        said: Mapping[str, Any] = {"number": "", "why": "the process that should have made the run ended"}
        try:
            os.close(read)
            os.umask(0o022)
            name_programs(workspace, *_python_in(place))
            os.setgroups([])
            os.setgid(account)
            os.setuid(account)
            said = _made_in(workspace, script)
        except Exception as error:  # whatever it was, it is told where it can be read
            said = {"number": "", "why": f"{type(error).__name__}: {error}"}
        finally:
            with os.fdopen(write, "w", encoding="utf-8") as out:
                json.dump(said, out)
            os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as told:
        answers = select.select([told], [], [], _PATIENCE)[0]
        if not answers:
            os.kill(child, signal.SIGKILL)
        text = told.read() if answers else ""
    os.waitpid(child, 0)
    found: dict[str, Any] = json.loads(text or '{"number": ""}')
    return {"why": f"its process ended, or said nothing for {_PATIENCE} seconds", **found}


def _python_in(place: Path) -> tuple[Path, tuple[Path, ...]]:  # pragma: no cover  # in a process of its own
    """The Python of this process, to be seen in a place by all: its own folders are often closed to others.

    It is seen there by this process and those that it starts alone. Raises `OSError` where that may not be.
    """
    reads = find_spec("duckdb")
    if reads is None or reads.origin is None:
        raise OSError("the Python of the demo has no DuckDB")
    base, packages = Path(sys.base_prefix), Path(reads.origin).parents[1]
    analysis = place / "analysis"
    seen = {base: place / "python", packages: place / "packages"}
    kernel = ctypes.CDLL(None, use_errno=True)
    _insist(kernel.unshare(_OWN_MOUNTS), "a process may not have mounts of its own here")
    _insist(kernel.mount(b"none", b"/", None, _PRIVATE, None), "mounts cannot be kept from others here")
    for folder, where in seen.items():
        where.mkdir()
        _insist(kernel.mount(os.fsencode(folder), os.fsencode(where), None, _BOUND, None), "nothing may be mounted")
    own = analysis / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    (analysis / "bin").mkdir(parents=True)
    own.mkdir(parents=True)
    (own / "site-packages").symlink_to(seen[packages])
    python = analysis / "bin" / "python3"
    python.symlink_to(seen[base] / "bin" / Path(sys.executable).resolve().name)
    (analysis / "pyvenv.cfg").write_text(f"home = {seen[base] / 'bin'}\n", encoding="utf-8")
    return python, (analysis, *seen.values())


def _insist(status: int, why: str) -> None:  # pragma: no cover  # in a process of its own
    if status:
        raise OSError(f"{why}: {os.strerror(ctypes.get_errno())}")
