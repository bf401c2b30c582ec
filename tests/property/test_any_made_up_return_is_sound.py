"""Whatever seed, size, year and return: our own reader accepts every learner, and the first learners stay the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.support.properties import tried

from alder.errors import UsageError
from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.ilr.schema import YEARS
from alder.sources.ilr.xml import reader
from alder.synth import WrittenReturn, write_returns

seeds = st.integers(0, 2**63)
sizes = st.integers(1, 60)
years = st.sampled_from(sorted(YEARS))
returns = st.sampled_from(list(ReturnNumber))


def written(seed: int, size: int, year: AcademicYear, number: ReturnNumber, folder: str) -> WrittenReturn:
    return write_returns(folder, years=[year], learners=size, returns=[number], seed=seed)[0]


@settings(max_examples=tried(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seeds, sizes, years, returns)
def test_every_learner_is_read_and_accepted(seed: int, size: int, year: AcademicYear, number: ReturnNumber) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            made = written(seed, size, year, number, folder)
        except UsageError:
            # Nobody has started by then, which can only be so while the year is young or the provider small.
            assume(False)
        reading = reader.read(made.path)
        tables = reading.table_all()
        assert reading.findings == []
        assert reading.header.year == year
        assert reading.learners_read == reading.learners == tables["learner"].num_rows == made.learners <= size
        assert reading.learning_deliveries == tables["learning_delivery"].num_rows == made.learning_deliveries


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seeds, sizes, sizes, years)
def test_the_first_learners_do_not_depend_on_how_many_there_are(
    seed: int, few: int, more: int, year: AcademicYear
) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        short = _learners(written(seed, few, year, ReturnNumber.R14, one))
        long = _learners(written(seed, few + more, year, ReturnNumber.R14, two))
        assert long[:few] == short


def _learners(made: WrittenReturn) -> list[str]:
    body = Path(made.path).read_text().split("\n\t<Learner>")[1:]
    return [part.split("\n\t</Learner>")[0] for part in body]
