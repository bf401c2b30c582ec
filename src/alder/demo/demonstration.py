"""The demo, step by step: returns, a check, a store, tables, a report."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from alder.demo import report
from alder.demo.questions import MERESHIRE, PROOF
from alder.demo.steps import DoneStep
from alder.environment import open as open_store
from alder.look.words import counted, listed
from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.ilr.check import check
from alder.sources.ilr.load import FileStatus
from alder.sources.miniature import made_up_edition as miniature
from alder.synth import provider, write_returns
from alder.web.own_database import keep_own_database

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure import Protected
    from alder.environment import Environment
    from alder.rules.report import Findings
    from alder.synth import WrittenReturn

PROVIDERS = 5
LEARNERS = 1000
"""Learners of each provider in a year."""
SEED = 7
YEAR = AcademicYear(2020)
YEARS = (AcademicYear(2017), AcademicYear(2018), AcademicYear(2019), YEAR)
"""A rate counts learning that was planned to end or ended in a year, so it needs the returns of the years before."""
EARLY, FINAL = (ReturnNumber.R04, ReturnNumber.R10, ReturnNumber.R14), (ReturnNumber.R14,)
"""The returns of the last year, and of those before."""
ERRORS = 0.04
"""The share of learners with a planted fault in the one return that comes with errors."""


@dataclass
class Demo:
    """Where everything is."""

    folder: Path
    steps: list[DoneStep] = field(default_factory=list)
    faulty: Path = Path()
    made: dict[str, Protected] = field(default_factory=dict)

    @property
    def returns(self) -> Path:
        return self.folder / "returns"

    @property
    def store(self) -> Path:
        return self.folder / "store"

    @property
    def tables(self) -> Path:
        return self.folder / "tables"

    @property
    def findings(self) -> Path:
        return self.folder / "findings.html"

    @property
    def report(self) -> Path:
        return self.folder / "report.html"


def run(
    folder: str | Path,
    *,
    learners: int = LEARNERS,
    began: Callable[[str], None] = lambda doing: None,
    done: Callable[[DoneStep], None] = lambda step: None,
) -> Demo:
    """Make the whole demo in a folder, for so many learners at each provider. `began` and `done` are told of steps."""
    demo = Demo(Path(folder))
    demo.folder.mkdir(parents=True, exist_ok=True)

    def step(doing: str, work: Callable[[], str]) -> None:
        began(doing)
        start = time.perf_counter()
        demo.steps.append(DoneStep(doing, work(), time.perf_counter() - start))
        done(demo.steps[-1])

    collected: list[Findings] = []
    step("Making returns", lambda: _make(demo, learners))
    step("Checking a return with errors", lambda: _check(demo, collected))
    environment = open_store(demo.store)
    step("Keeping all returns", lambda: _keep(demo, environment))
    step("Making and protecting tables", lambda: _tabulate(demo, environment))
    step("Writing the report", lambda: _report(demo, collected[0]))
    return demo


def _make(demo: Demo, learners: int) -> str:
    written: list[WrittenReturn] = []
    for year in YEARS:
        written += write_returns(
            demo.returns,
            years=[year],
            providers=PROVIDERS,
            learners=learners,
            returns=EARLY if year == YEAR else FINAL,
            seed=SEED,
        )
    # The first provider's R04 came with errors; its R10 and R14 are right.
    (faulty,) = write_returns(
        demo.returns, years=[YEAR], learners=learners, returns=[ReturnNumber.R04], seed=SEED, errors=ERRORS
    )
    demo.faulty = faulty.path
    size = sum(w.bytes for w in written) / 1e6
    span = f"{YEARS[0].label} to {YEARS[-1].label}"
    return f"{counted(len(written), 'file')}, {size:,.0f} MB: {counted(PROVIDERS, 'provider')}, {span}"


def _check(demo: Demo, collected: list[Findings]) -> str:
    findings = check(demo.faulty, provider=provider(0).name)
    findings.write_html(demo.findings)
    collected.append(findings)
    errors, learners = counted(findings.errors, "error"), counted(findings.learners_with_errors, "learner")
    return f"{provider(0).name}, {findings.return_number}: {errors} on {learners}, {len(findings.totals)} rules broken"


def _keep(demo: Demo, environment: Environment) -> str:
    keep_own_database(demo.store)
    miniature.load(environment.store)
    kept = environment.load(demo.returns)
    _declare(environment)
    parts = [
        f"{counted(len(files), 'return')} {word}"
        for outcome, word in (
            (FileStatus.LOADED, "current"),
            (FileStatus.OLDER, "kept as history"),
            (FileStatus.HELD, "held already"),
        )
        if (files := kept.of(outcome))
    ]
    return listed(parts) + (f": {counted(kept.learning_deliveries, 'aim')}" if kept.learning_deliveries else "")


def _declare(environment: Environment) -> None:
    """That these are all the providers of a county that nobody will find: made up, and never England."""
    list_of_them = [provider(n).ukprn for n in range(PROVIDERS)]
    for year in YEARS:
        for return_number in EARLY if year == YEAR else FINAL:
            environment.covers(
                MERESHIRE,
                year=year,
                return_number=return_number,
                providers=list_of_them,
                proof=PROOF,
                proof_date=year.last_day,
            )


def _tabulate(demo: Demo, environment: Environment) -> str:
    demo.made = report.tables(environment)
    report.save(demo.made, demo.tables)
    return f"{counted(len(demo.made), 'table')} in {demo.tables}"


def _report(demo: Demo, findings: Findings) -> str:
    report.write(demo.report, demo.made, findings)
    return str(demo.report)
