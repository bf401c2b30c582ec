"""Doing something under an account that owns nothing, on machines where tests are run by root."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from alder import sandbox

ACCOUNT = 64_000 + os.getpid() % 1_000
"""A number that no account has: the kernel counts processes by it, and other tests run beside this one."""


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that such an account may enter and write to; pytest's own are closed to all but who runs it."""
    made = Path(tempfile.mkdtemp(prefix="alder-workspace-"))
    try:
        yield made
    finally:
        shutil.rmtree(made)


def hand_over(top: Path) -> None:
    """Give a folder and all that is in it to the account."""
    if os.geteuid() == 0:
        for path in (top, *top.rglob("*")):
            os.chown(path, ACCOUNT, ACCOUNT, follow_symlinks=False)


def unprivileged(do: Callable[[], Any]) -> Any:
    """What `do` gives, as JSON has it, when it is done by the account. What it imports has to be imported before.

    A fork gives up its rights for good. Who is not root does it as they are.
    """
    if os.geteuid() != 0:
        return do()
    read, write = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of pytest-xdist wait, and hold no lock of ours
        child = os.fork()
    if not child:  # pragma: no cover  # in a process of its own
        try:
            os.close(read)
            os.setgroups([])
            os.setgid(ACCOUNT)
            os.setuid(ACCOUNT)
            said = {"gives": do()}
        except BaseException:
            said = {"raises": traceback.format_exc()}
        with os.fdopen(write, "w", encoding="utf-8") as out:
            json.dump(said, out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as told:
        came = json.load(told)
    os.waitpid(child, 0)
    assert "gives" in came, came["raises"]
    return came["gives"]


@cache
def _why_no_sandbox() -> str:
    """Why no analysis can be run here; empty where one can."""
    if not (program := sandbox.bubblewrap()):
        return "bubblewrap is not installed"
    if not Path("/usr/bin/python3").exists():
        return "the system has no Python that an analysis could use"
    asked = [program, *sandbox.WALLS, "--ro-bind", "/", "/"]
    return "" if unprivileged(lambda: sandbox.works(asked)) else "bubblewrap may not make namespaces here"


def with_a_sandbox() -> None:
    """Go on only where analyses can be run."""
    if why := _why_no_sandbox():
        pytest.skip(why)
