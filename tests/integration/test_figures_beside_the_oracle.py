"""Alder's figures of returns are those of the oracle, in every cell and of every aim: see `tests.oracle`."""

import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.oracle.figures import Oracle
from tests.oracle.registers import Registers
from tests.oracle.return_files import Return as ReturnRead
from tests.oracle.return_files import read_all
from tests.support.beside_the_oracle import SPLITS, all_differences, differences, questions, registers
from tests.support.commands import run

import alder
from alder.sources.miniature import made_up_edition

ORDER = (
    *(
        "LearnAimRef",
        "AimType",
        "AimSeqNumber",
        "LearnStartDate",
        "OrigLearnStartDate",
        "LearnPlanEndDate",
        "FundModel",
    ),
    *("ProgType", "FworkCode", "PwayCode", "StdCode", "PartnerUKPRN", "DelLocPostCode", "AddHours"),
    *("PriorLearnFundAdj", "OtherFundAdj", "ConRefNumber", "EPAOrgID", "EmpOutcome", "CompStatus", "LearnActEndDate"),
    *("WithdrawReason", "Outcome", "AchDate", "OutGrade", "SWSupAimId"),
)
"""The fields of an aim, in the order of the specification."""

STOPS = 10000002
"""The provider whose return of the last year is not held."""


class Return:
    """A return as XML, to be made odd."""

    def __init__(self, file: Path) -> None:
        self.tree = ET.parse(file)
        self.root = self.tree.getroot()
        self.space = self.root.tag[1:].split("}")[0]
        self.year = 2000 + int(self.root.findtext(".//{*}Year", "")[:2])

    def tag(self, name: str) -> str:
        return f"{{{self.space}}}{name}"

    def value(self, of: ET.Element, name: str) -> str:
        return of.findtext(self.tag(name), "")

    def put(self, aim: ET.Element, **fields: object) -> None:
        for name, value in fields.items():
            found = aim.find(self.tag(name))
            if value is None:
                if found is not None:
                    aim.remove(found)
                continue
            if found is None:
                names = [e.tag.split("}")[1] for e in aim]
                before = [n for n, other in enumerate(names) if other in ORDER[: ORDER.index(name)]]
                found = ET.Element(self.tag(name))
                aim.insert(max(before) + 1, found)
            found.text = str(value)

    def mark_restart(self, aim: ET.Element) -> None:
        fam = ET.Element(self.tag("LearningDeliveryFAM"))
        for name, value in (("LearnDelFAMType", "RES"), ("LearnDelFAMCode", "1")):
            ET.SubElement(fam, self.tag(name)).text = value
        aim.insert(max(n for n, e in enumerate(aim) if not len(e)) + 1, fam)

    def again(self, learner: ET.Element, aim: ET.Element, start: date, planned: date) -> ET.Element:
        """One more aim after another, of the same content, that goes on."""
        new = deepcopy(aim)
        numbers = [int(self.value(a, "AimSeqNumber")) for a in learner.findall(self.tag("LearningDelivery"))]
        self.put(new, AimSeqNumber=max(numbers) + 1, LearnStartDate=start, LearnPlanEndDate=planned, CompStatus=1)
        self.put(new, LearnActEndDate=None, WithdrawReason=None, Outcome=None)
        learner.insert([*learner].index(aim) + 1, new)
        return new


def made_odd(file: Path, draw: random.Random) -> None:
    """Put transfers, breaks, restarts, mergers and changed references into a return."""
    it = Return(file)
    ET.register_namespace("", it.space)
    for learner in it.root.iter(it.tag("Learner")):
        reference = learner.find(it.tag("LearnRefNumber"))
        assert reference is not None
        if int(re.sub(r"\D", "", reference.text or "")) % 13 == 0:
            uln = learner.find(it.tag("ULN"))
            assert uln is not None
            uln.text = "9999999999"
            if it.year == 2020:
                before = ET.Element(it.tag("PrevLearnRefNumber"))
                before.text = reference.text
                learner.insert(1, before)
                reference.text = f"X{(reference.text or '')[1:]}"
        for aim in learner.findall(it.tag("LearningDelivery")):
            _make_odd(it, learner, aim, draw)
    it.tree.write(file, xml_declaration=True, encoding="utf-8")


def _make_odd(it: Return, learner: ET.Element, aim: ET.Element, draw: random.Random) -> None:
    start = date.fromisoformat(it.value(aim, "LearnStartDate"))
    end = min(date(it.year + 1, 7, 31), start + timedelta(draw.choice([5, 13, 14, 41, 42, 100, 250])))
    left: dict[str, object] = {"LearnActEndDate": end, "Outcome": 3, "AchDate": None}
    chance = draw.random()
    if chance < 0.05:
        it.put(aim, CompStatus=3, WithdrawReason=40, **left)
        gap = timedelta(draw.choice([-1, 0, 60, 119, 120, 121]))
        it.again(learner, aim, end + gap, end + timedelta(500))
    elif chance < 0.13:
        it.put(aim, CompStatus=6, WithdrawReason=None, **left)
        if draw.random() < 0.6:
            new = it.again(learner, aim, end + timedelta(draw.choice([20, 120, 300])), end + timedelta(900))
            it.put(new, OrigLearnStartDate=start if draw.random() < 0.7 else None)
            it.mark_restart(new)
    elif chance < 0.19:
        it.mark_restart(aim)
        it.put(aim, OrigLearnStartDate=start - timedelta(draw.choice([30, 200, 400])) if draw.random() < 0.6 else None)
    elif chance < 0.25:
        it.put(aim, CompStatus=3, WithdrawReason=draw.choice([47, 47, 7, 41, 28]), **left)
    elif chance < 0.29 and len(learner.findall(it.tag("LearningDelivery"))) > 1:
        learner.remove(aim)


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[ReturnRead]]:
    """A store of odd returns of two providers over three years, of which one stops, and what the oracle read."""
    folder = tmp_path_factory.mktemp("odd")
    run("synth", "returns", "--out", folder, "--providers", 2, "--learners", 120, "--year", "2018/19..2020/21")
    draw = random.Random(20)
    files = sorted(folder.glob("*.xml"))
    for file in files:
        made_odd(file, draw)
    files = [f for f in files if not f.name.startswith(f"ILR-{STOPS}-2021")]
    run("load", *files, "--store", folder / "store")
    return folder / "store", read_all(files)


@pytest.mark.parametrize(
    "year", [2019, pytest.param(2018, marks=pytest.mark.long), pytest.param(2020, marks=pytest.mark.long)]
)
def test_figures_of_odd_returns_are_those_of_the_oracle(returns: tuple[Path, list[ReturnRead]], year: int) -> None:
    store, read = returns
    assert all_differences(alder.open(store), Oracle(read), year, [("provider", "age_band")]) == []


@pytest.mark.long
def test_figures_of_a_year_declared_complete_are_those_of_the_oracle(returns: tuple[Path, list[ReturnRead]]) -> None:
    store, read = returns
    complete = Oracle(read, Registers(years_complete=frozenset([2020])))
    assert all_differences(alder.open(store), complete, 2020, years_complete="2020") == []
    assert all_differences(alder.open(store), complete, 2020), "without the declaration figures are others"


def test_figures_of_providers_that_merged_are_those_of_the_oracle(
    returns: tuple[Path, list[ReturnRead]], tmp_path: Path
) -> None:
    store, read = returns
    merged = Oracle(read, Registers(successors={STOPS: (10000001, date(2020, 8, 1))}))
    (tmp_path / "successors.csv").write_text(f"UKPRN,Successor,Date\n{STOPS},10000001,01/08/2020\n")
    run("reference", "add", tmp_path / "successors.csv", "--store", store)
    try:
        assert all_differences(alder.open(store), merged, 2020, [("provider",)]) == []
    finally:
        run("reference", "remove", "provider_successor", "--store", store)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_figures_of_made_up_returns_are_those_of_the_oracle_in_every_cell(tmp_path: Path, seed: int) -> None:
    """Returns made during a year count in that alone, and only where no later one is held."""
    size = ("--providers", 4, "--learners", 300, "--seed", seed, "--returns", "R06,R14")
    run("synth", "returns", "--out", tmp_path, *size, "--year", "2016/17..2020/21", "--year", "2025/26")
    files = [f for f in sorted(tmp_path.glob("*.xml")) if not re.match(r"ILR-10000003-(1819|2021)-\d{4}10", f.name)]
    assert len(files) == 2 * 4 * 6 - 2, "one provider made no final return of two years"
    run("load", *files, "--store", tmp_path / "store")
    run("reference", "add", "--made-up", "--store", tmp_path / "store")
    oracle = Oracle(read_all(files), registers(made_up_edition.tables()))
    environment = alder.open(tmp_path / "store")
    years = sorted({r.year for r in oracle.returns})
    asked = [list(questions([year], SPLITS)) for year in years]
    assert [d for of_year in asked for d in differences(environment, oracle, of_year)] == []


SAMPLES = Path(__file__).parents[2].parent / "shared" / "ilr" / "samples"


@pytest.mark.long
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the official samples are not on this machine")
def test_figures_of_the_official_samples_are_those_of_the_oracle(tmp_path: Path) -> None:
    compared: Callable[[Path], bool] = lambda f: f.name[:4] in {"1819", "1920", "2021"} and f.stat().st_size > 50_000  # noqa: E731
    for file in sorted(filter(compared, SAMPLES.glob("*.xml"))):
        year = 2000 + int(file.name[:2])
        if "year2021" in file.name:  # a return of one year in the form of another
            continue
        run("load", file, "--store", tmp_path / file.stem)
        asked = list(questions([year], [("sex", "age_band")]))
        assert differences(alder.open(tmp_path / file.stem), Oracle(read_all([file])), asked) == [], file.name
