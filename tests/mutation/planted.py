"""One fault in a process of its own: first the attack on what is then published, then the tests that run its line."""

from __future__ import annotations

import importlib.machinery
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.mutation.faults import Fault

SECONDS = 60
"""Of processor time for each of the two steps; a sound engine needs a few."""
WAITING = 10 * SECONDS
"""Of time that passes: a fault can make a process wait for what never comes, which takes no processor time."""
MEMORY = 12 * 2**30


BROKEN, FELL_OVER = 1, 3


class Noticed(StrEnum):
    """Who noticed a fault, or what came of it where nobody did."""

    ATTACK = "the attack got through"
    STOPPED = "the audit of protect stopped a table"
    FELL = "it fell over, or did not end"
    TESTS = "a test failed"
    OTHERWISE = "nobody: other cells are hidden, or more is refused, and the attack did not get through"
    NOBODY = "nobody: all that is published is the same"

    @property
    def by_nobody(self) -> bool:
        return self in (Noticed.OTHERWISE, Noticed.NOBODY)


@dataclass(frozen=True)
class Planted:
    """What came of a fault: `attack` with ordinary tests left out, `noticed` with them."""

    attack: Noticed
    noticed: Noticed
    published: tuple[str, ...] = ()


def planted(fault: Fault, *, attack: bool, tests: Sequence[str], sound: Sequence[str] | None = None) -> Planted:
    """Attack what is published with a fault, then run tests where that noticed nothing.

    `sound` is what is published without any fault, to compare with.
    """
    reader, writer = os.pipe()

    def steps() -> bool:
        came = _attack() if attack else {"breach": False, "stopped": False, "published": list(sound or ())}
        os.write(writer, json.dumps(came).encode())
        return not came["breach"] and not came["stopped"] and bool(tests) and _tests(tests)

    code = _in_a_process(fault, steps)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    if not said:
        return Planted(Noticed.FELL, Noticed.FELL)
    came = json.loads(said)
    if came["breach"] or came["stopped"]:
        who = Noticed.ATTACK if came["breach"] else Noticed.STOPPED
        return Planted(who, who)
    published = tuple(came["published"])
    alone = Noticed.NOBODY if sound is None or published == tuple(sound) else Noticed.OTHERWISE
    later = {0: alone, BROKEN: Noticed.TESTS}.get(code, Noticed.FELL)
    return Planted(alone, later, published)


def sound(path: Path) -> Fault:
    """A module as it is, which nothing may notice."""
    return Fault(path, 1, "nothing is changed", None)


def _attack() -> dict[str, object]:
    """Releases one after the other, until one is broken."""
    from tests.mutation.attacks import releases, stopped

    published: list[str] = []
    with stopped() as refused:
        for release in releases():
            came = release()
            published.append(came.published)
            if came.breach or refused:
                return {"breach": came.breach, "stopped": bool(refused), "published": published}
    return {"breach": False, "stopped": False, "published": published}


def _tests(tests: Sequence[str]) -> bool:
    import pytest

    return pytest.main(["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:randomly", *tests]) != 0


def _in_a_process(fault: Fault, step: Callable[[], bool]) -> int:
    """0 where nothing was noticed, `BROKEN` where something was, anything else where the process came to an end."""
    own = tempfile.mkdtemp(prefix="alder-fault-")
    child = os.fork()
    if child == 0:
        # SQL that was compiled without the fault would hide it, and what is compiled with it must not be kept: the keys
        # of compiled SQL are of the files, which have no fault. So there is a folder of its own for what is kept.
        os.environ["XDG_CACHE_HOME"] = own
        os.environ.pop("ALDER_CACHE", None)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(WAITING)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        try:
            plant(fault)
            noticed = step()
        except BaseException:
            os._exit(FELL_OVER)
        os._exit(BROKEN if noticed else 0)
    try:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    finally:
        shutil.rmtree(own, ignore_errors=True)


def plant(fault: Fault) -> None:
    """From now on this process loads the module with its fault. It must not have loaded it yet."""
    module = ".".join(fault.path.with_suffix("").parts[1:])
    assert module not in sys.modules, f"{module} is loaded already"
    path = fault.path.absolute()
    text, sound = fault.text, importlib.machinery.SourceFileLoader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, fullname: str) -> object:
        if Path(self.path) == path:
            return compile(text, self.path, "exec")
        return sound(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]
