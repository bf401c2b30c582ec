"""How fast a return is read into typed tables and written as Parquet, beside `xmllint --stream --noout` on that file.

The peer only checks that the XML is well-formed, in C; it sets the pace that a reader could at most keep.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pyarrow.parquet as pq

from alder.sources.ilr.xml import reader
from benchmarks import timing

LIMIT = 0.15
MEMORY_LIMIT = 400
RUNS = 5


def main() -> None:
    xmllint = shutil.which("xmllint")
    if xmllint is None:
        print("xmllint is not installed (libxml2-utils), so there is no peer to compare with")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ILR-99999999-2021-20201201-093000-01.xml")
        size = write_return(path, 50)
        peer, tables, parquet = [], [], []
        for _ in range(RUNS):
            peer.append(timing.command([xmllint, "--stream", "--noout", path]).cpu)
            tables.append(timing.call(lambda: read(path)).cpu)
            parquet.append(timing.call(lambda: read(path, Path(folder))).cpu)
        pace = min(peer)
        print(f"xmllint --stream    {size:5.0f} MB in {pace:5.2f} s of processor time")
        for label, costs in (("typed tables", tables), ("and as Parquet", parquet)):
            least = min(costs)
            print(f"{label:<19} {size:5.0f} MB in {least:5.2f} s   {pace / least:.3f} of xmllint (limit {LIMIT})")
        large = write_return(path, 200)
        used = timing.command([sys.executable, "-m", "benchmarks.reading", path]).memory
        print(f"most memory         {large:5.0f} MB in {used:5.0f} MB   {used / MEMORY_LIMIT:.2f} of the limit")


def read(path: Path, out: Path | None = None) -> None:
    """Read every block; with `out`, write each table to a Parquet file there."""
    writers: dict[str, pq.ParquetWriter] = {}
    with ExitStack() as open_files:
        for block in reader.read(path).blocks():
            for name, table in block.tables.items() if out else ():
                if name not in writers:
                    writers[name] = open_files.enter_context(pq.ParquetWriter(out / f"{name}.parquet", table.schema))
                writers[name].write_table(table)


def write_return(path: Path, megabytes: int) -> float:
    """Repeat made-up learners of one to three aims, each with a reference and number of its own."""
    size = number = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        size += file.write(_HEADER)
        while size < megabytes * 1_000_000:
            number += 1
            aims = "".join(_AIM.format(sequence=n) for n in range(1, number % 3 + 2))
            size += file.write(_LEARNER.format(ref=f"L{number}", uln=1_000_000_000 + number, aims=aims))
        size += file.write("</Message>\n")
    return size / 1_000_000


def _indented(xml_text: str) -> str:
    """Small records written on one line in this file, one element a line in the return."""
    return xml_text.replace("><", ">\n\t\t\t<").replace("> <", ">\n\t\t<")


_HEADER = """<?xml version="1.0" encoding="utf-8"?>
<Message xmlns="ESFA/ILR/2020-21">
	<Header>
		<CollectionDetails>
			<Collection>ILR</Collection>
			<Year>2021</Year>
			<FilePreparationDate>2020-12-01</FilePreparationDate>
		</CollectionDetails>
		<Source>
			<ProtectiveMarking>OFFICIAL-SENSITIVE-Personal</ProtectiveMarking>
			<UKPRN>99999999</UKPRN>
			<SerialNo>01</SerialNo>
			<DateTime>2020-12-01T09:30:00</DateTime>
		</Source>
	</Header>
	<LearningProvider>
		<UKPRN>99999999</UKPRN>
	</LearningProvider>
"""
_LEARNER = _indented(
    "\t<Learner> <LearnRefNumber>{ref}</LearnRefNumber> <ULN>{uln}</ULN> <FamilyName>Ash</FamilyName> "
    "<GivenNames>Robin Lee</GivenNames> <DateOfBirth>1999-02-03</DateOfBirth> <Ethnicity>31</Ethnicity> "
    "<Sex>F</Sex> <LLDDHealthProb>1</LLDDHealthProb> <PlanLearnHours>540</PlanLearnHours> "
    "<PostcodePrior>ZZ99 9ZZ</PostcodePrior> <Postcode>ZZ99 9ZZ</Postcode> <AddLine1>1 High Street</AddLine1> "
    "<TelNo>01632960000</TelNo> <Email>robin@example.org</Email> "
    "<ContactPreference><ContPrefType>RUI</ContPrefType><ContPrefCode>1</ContPrefCode></ContactPreference> "
    "<LLDDandHealthProblem><LLDDCat>15</LLDDCat><PrimaryLLDD>1</PrimaryLLDD></LLDDandHealthProblem> "
    "<LearnerFAM><LearnFAMType>LSR</LearnFAMType><LearnFAMCode>55</LearnFAMCode></LearnerFAM> "
    "<LearnerEmploymentStatus><EmpStat>10</EmpStat><DateEmpStatApp>2020-07-01</DateEmpStatApp>"
    "<EmpId>900000000</EmpId>"
    "<EmploymentStatusMonitoring><ESMType>LOE</ESMType><ESMCode>4</ESMCode></EmploymentStatusMonitoring>"
    "</LearnerEmploymentStatus>\n{aims}\t</Learner>\n"
)
_AIM = _indented(
    "\t\t<LearningDelivery> <LearnAimRef>60000000</LearnAimRef> <AimType>3</AimType> "
    "<AimSeqNumber>{sequence}</AimSeqNumber> <LearnStartDate>2020-09-01</LearnStartDate> "
    "<LearnPlanEndDate>2021-07-01</LearnPlanEndDate> <FundModel>36</FundModel> <ProgType>25</ProgType> "
    "<StdCode>119</StdCode> <DelLocPostCode>ZZ99 9ZZ</DelLocPostCode> <CompStatus>2</CompStatus> "
    "<LearnActEndDate>2021-06-01</LearnActEndDate> <Outcome>1</Outcome> "
    "<SWSupAimId>0f5a3d42-5b1a-4b7a-9f4e-3a1c2b3d4e5f</SWSupAimId> "
    "<LearningDeliveryFAM><LearnDelFAMType>SOF</LearnDelFAMType><LearnDelFAMCode>105</LearnDelFAMCode>"
    "</LearningDeliveryFAM> "
    "<LearningDeliveryFAM><LearnDelFAMType>ACT</LearnDelFAMType><LearnDelFAMCode>1</LearnDelFAMCode>"
    "<LearnDelFAMDateFrom>2020-09-01</LearnDelFAMDateFrom></LearningDeliveryFAM> "
    "<AppFinRecord><AFinType>TNP</AFinType><AFinCode>1</AFinCode><AFinDate>2020-09-01</AFinDate>"
    "<AFinAmount>9000</AFinAmount></AppFinRecord> "
    "<ProviderSpecDeliveryMonitoring><ProvSpecDelMonOccur>A</ProvSpecDelMonOccur>"
    "<ProvSpecDelMon>evening group</ProvSpecDelMon></ProviderSpecDeliveryMonitoring>\n"
    "\t\t</LearningDelivery>\n"
)

if __name__ == "__main__":
    if len(sys.argv) > 1:
        read(Path(sys.argv[1]))
    else:
        main()
