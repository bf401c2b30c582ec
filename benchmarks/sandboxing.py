"""What the sandbox adds to a script: a run of it, until it has begun and to its end, beside plain `python script.py`.

Processor time of what runs inside cannot be had from outside: it ends with the first of its processes. So runs are
timed by the clock, the quickest of several. Where root measures, the run is given to an account that owns nothing, for
root's own is refused.
"""

from __future__ import annotations

import os
import sys
import time
from importlib import import_module
from pathlib import Path

from tests.support.unprivileged import folder, hand_over, unprivileged

from alder.model.period import AcademicYear
from alder.workspaces.analysis_run import run_analysis
from alder.workspaces.made_up_extract import make_up_extract
from alder.workspaces.project_extract import read_extract
from alder.workspaces.project_folder import MADE_UP, PYTHON, open_project, write_new
from benchmarks import timing

LIMIT = 1.0
"""Seconds until a script has begun."""
TIMES = 7


def main() -> None:
    import_module("alder.outputs.cover_sheet")  # the account may not be able to
    with folder() as top:
        write_new(top / "leavers", "leavers")
        make_up_extract(top / "leavers" / MADE_UP, year=AcademicYear.parse("2025/26"), learners=1000)
        script = top / "script.py"
        script.write_text("import time; open('began.txt', 'w').write(str(time.time()))\n")
        hand_over(top)
        os.chdir(top)
        plain = timing.best(lambda: timing.command([PYTHON, script]), TIMES)
        loading = timing.best(lambda: timing.command([sys.executable, "-c", "import alder.workspaces.analysis_run"]))
        runs = unprivileged(lambda: [_run(top / "leavers", script) for _ in range(TIMES)])
    began, whole = (min(run[part] for run in runs) for part in range(2))
    start = began + loading.cpu
    print(f"plain python script.py                     {plain.wall:6.3f} s by the clock")
    print(f"a run of it, until the script has begun    {began:6.3f} s")
    print(f"a run of it, to the end                    {whole:6.3f} s")
    print(f"loading what runs an analysis              {loading.cpu:6.3f} s of processor time")
    print(f"start of a run, with both                  {start:6.3f} s, {start / LIMIT:.2f} of the limit of {LIMIT} s")
    sys.exit(start > LIMIT)


def _run(project: Path, script: Path) -> tuple[float, float]:
    """Seconds until the script began, and to its end."""
    started = time.time()
    done = run_analysis(open_project(project), script, read_extract(project / MADE_UP))
    ended = time.time()
    return float((done.folder / "outputs" / "began.txt").read_text()) - started, ended - started


if __name__ == "__main__":
    main()
