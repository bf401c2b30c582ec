"""Reading finds a fault exactly where the agency's own schema does not accept the file."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from lxml import etree
from tests.ilrxml import message
from tests.randomilr import record, with_fault
from tests.sampled import sampled

from alder.model.period import AcademicYear
from alder.sources.ilr import schema, xml

# 2016-17 lets a contact hold one of several things, which rules, not reading, watch over.
YEARS = [year for year in schema.YEARS if year.start > 2016]


@pytest.mark.parametrize("year", sampled(reversed(YEARS), 3), ids=str)
def test_random_files_with_and_without_faults(shared: Path, year: AcademicYear, tmp_path: Path):
    (path,) = (shared / "ilr" / "xsd").glob(f"ILR-{year.hyphenated}*.xsd")
    xsd = etree.XMLSchema(etree.parse(str(path)))
    chance = Random(20)
    kinds = [e for e in schema.YEARS[year].children if e.key in ("learner", "destination")]
    verdicts = []
    for number in range(60):
        body = [(kind.element, record(kind, chance)[0]) for kind in kinds]
        if number % 4:
            which = chance.randrange(len(body))
            body[which] = (body[which][0], with_fault(body[which][1], chance))
        file = tmp_path / "file.xml"
        file.write_bytes(message(body, year))
        reading = xml.read(file)
        rows = reading.table_all()
        accepted = xsd.validate(etree.parse(str(file)))
        assert accepted == (not reading.findings), (reading.findings, xsd.error_log)
        # A row is never half read: who is accepted has no finding of severity error.
        errors = {f.learner for f in reading.findings if f.severity == "error" and f.learner}
        assert rows["learner"].num_rows == 1 - len(errors)
        verdicts.append(accepted)
    assert 15 < sum(verdicts) < 45
