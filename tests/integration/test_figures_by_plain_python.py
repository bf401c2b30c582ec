"""Alder's figures of returns are those that plain Python works out from the XML: see `tests.support.plain_figures`."""

import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.support.commands import run
from tests.support.plain_figures import AFTER, Rules, figures

import alder

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
def returns(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """A store of odd returns of two providers over three years, of which one stops, and the files."""
    folder = tmp_path_factory.mktemp("plain")
    run("synth", "returns", "--out", folder, "--providers", 2, "--learners", 120, "--year", "2018/19..2020/21")
    draw = random.Random(20)
    files = sorted(folder.glob("*.xml"))
    for file in files:
        made_odd(file, draw)
    files = [f for f in files if not f.name.startswith(f"ILR-{STOPS}-2021")]
    run("load", *files, "--store", folder / "store")
    return folder / "store", files


def by_alder(store: Path, year: int, **settings: str) -> dict[str, int]:
    environment, label = alder.open(store), f"{year}/{(year + 1) % 100:02}"

    def total(measure: str, count: str, **asked: str) -> int:
        return int(alder.tabulate(environment, measure, year=label, **asked).value(count))  # type: ignore[arg-type]

    found = {}
    for scope in ("apprenticeships", "education_and_training"):
        found[f"starts, {scope}"] = total("starts", "starts", scope=scope)
        rates = {"leavers": "achievement_rate", "completers": "retention_rate", "achievers": "achievement_rate"}
        for count, measure in rates.items():
            found[f"rates, {scope}, {count}"] = total(measure, count, scope=scope, **settings)
        left_out = alder.tabulate(environment, "leavers", year=label, scope=scope, **settings).excluded
        found[f"rates, {scope}, not known"] = left_out.get("not known", 0)
    for count in ("restarts", "unplaced"):
        found[f"starts, {count}"] = total("apprenticeship_restarts", count)
    measures = {"participation": "learners_participating", "achievements": "learner_achievements"}
    for what, measure in measures.items():
        found[f"{what}, everybody"] = total(measure, "learners")
        for coverage in ("adult", "apprenticeships", "headline"):
            found[f"{what}, {coverage}"] = total(f"fe_and_skills_{what}", "learners", coverage=coverage)
    return found


@pytest.mark.parametrize(
    "year", [2019, pytest.param(2018, marks=pytest.mark.long), pytest.param(2020, marks=pytest.mark.long)]
)
def test_figures_of_odd_returns_are_those_of_plain_python(returns: tuple[Path, list[Path]], year: int) -> None:
    store, files = returns
    assert by_alder(store, year) == figures(files, year, AFTER)


@pytest.mark.long
def test_figures_of_a_year_declared_complete_are_those_of_plain_python(returns: tuple[Path, list[Path]]) -> None:
    store, files = returns
    expected = figures(files, 2020, Rules(complete=frozenset([2020])))
    assert by_alder(store, 2020, years_complete="2020") == expected
    assert expected != figures(files, 2020, AFTER)


def test_figures_of_providers_that_merged_are_those_of_plain_python(
    returns: tuple[Path, list[Path]], tmp_path: Path
) -> None:
    store, files = returns
    (tmp_path / "successors.csv").write_text(f"UKPRN,Successor,Date\n{STOPS},10000001,01/08/2020\n")
    run("reference", "add", tmp_path / "successors.csv", "--store", store)
    try:
        found = by_alder(store, 2020)
    finally:
        run("reference", "remove", "provider_successor", "--store", store)
    merged = figures(files, 2020, Rules(successors={STOPS: (10000001, date(2020, 8, 1))}))
    assert found == merged
    assert merged != figures(files, 2020, AFTER)


SAMPLES = Path(__file__).parents[2].parent / "shared" / "ilr" / "samples"


@pytest.mark.long
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the official samples are not on this machine")
def test_figures_of_the_official_samples_are_those_of_plain_python(tmp_path: Path) -> None:
    compared: Callable[[Path], bool] = lambda f: f.name[:4] in {"1819", "1920", "2021"} and f.stat().st_size > 50_000  # noqa: E731
    for file in sorted(filter(compared, SAMPLES.glob("*.xml"))):
        year = 2000 + int(file.name[:2])
        if "year2021" in file.name:  # a return of one year in the form of another
            continue
        run("load", file, "--store", tmp_path / file.stem)
        assert by_alder(tmp_path / file.stem, year) == figures([file], year, AFTER), file.name
