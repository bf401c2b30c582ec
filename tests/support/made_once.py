"""What is dear to make is made once a run, by the first process that asks for it, and copied for each who asks."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from alder.demo import Demo, run
from alder.engine.locks import take
from tests.support.few_rules import judge_by_few


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that all processes of a run share, filled by the first; whoever writes in it takes a copy.

    Nothing of an earlier run is used: what makes the folder is what is tested.
    """
    run = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent  # each worker has a folder of its own in that of the run
    folder = run / f"made-once-{name}"
    with take(run / f"made-once-{name}.lock"):
        if not folder.exists():
            half = run / f"made-once-{name}-half"
            shutil.rmtree(half, ignore_errors=True)  # of one that failed
            half.mkdir()
            make(half)
            half.rename(folder)
    return folder


def demo_of_90(factory: pytest.TempPathFactory) -> Demo:
    """The demo of 90 learners a provider, in a folder of the asker's own. Its protected tables are in their files."""
    made = made_once(factory, "demo", _demo)
    demo: Demo = pickle.loads((made / "demo.pickle").read_bytes())
    folder = factory.mktemp("demo")
    shutil.copytree(made / "demo", folder, dirs_exist_ok=True)
    return replace(demo, folder=folder, faulty=folder / demo.faulty)


def _demo(folder: Path) -> None:
    """Its loads judge by a few rules, whoever asks first; its check of a return with errors has the whole book."""
    with pytest.MonkeyPatch.context() as patch:
        judge_by_few(patch)
        demo = run(folder / "demo", learners=90)
    kept = replace(demo, made={}, faulty=demo.faulty.relative_to(demo.folder))  # protected tables leave no process
    (folder / "demo.pickle").write_bytes(pickle.dumps(kept))
