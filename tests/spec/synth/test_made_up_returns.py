"""Made-up returns: valid, plausible, one story over the year, and the same for the same seed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from tests.support.properties import sampled

from alder.errors import UsageError
from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.ilr.schema import YEARS
from alder.synth import WrittenReturn, parse_years, provider, write_returns

ALL_RETURNS = (ReturnNumber.R04, ReturnNumber.R10, ReturnNumber.R14)
Y2019, Y2020, Y2025 = AcademicYear(2019), AcademicYear(2020), AcademicYear(2025)
SCHEMA_FILES = {2016: "2016-17-v2", 2017: "2017-18-v2", 2018: "2018-19-v3", 2019: "2019-20-v2", 2020: "2020-21-v1"}


def learners(written: WrittenReturn) -> dict[str, etree._Element]:
    """Each learner's element by reference, without namespaces."""
    tree = etree.parse(written.path)
    for element in tree.iter():
        element.tag = etree.QName(element).localname
    return {e.findtext("LearnRefNumber") or "": e for e in tree.iterfind("Learner")}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> list[WrittenReturn]:
    """R04, R10 and R14 of two years at three providers."""
    out = tmp_path_factory.mktemp("synth")
    return write_returns(out, years=[Y2019, Y2020], providers=3, learners=150, returns=ALL_RETURNS, seed=7)


def of(written: list[WrittenReturn], number: int, year: AcademicYear, returned: ReturnNumber) -> WrittenReturn:
    (found,) = (w for w in written if (w.provider.number, w.year, w.number) == (number, year, returned))
    return found


@pytest.mark.parametrize("start", sampled(sorted(y.start for y in YEARS), 3))
def test_the_published_schema_accepts_every_file(start: int, shared: Path, tmp_path: Path) -> None:
    name = SCHEMA_FILES.get(start, "2025-26")
    # One published limit ends in a blank, which strict readers refuse.
    text = (shared / "ilr" / "xsd" / f"ILR-{name}.xsd").read_bytes().replace(b'"99999999 "', b'"99999999"')
    schema = etree.XMLSchema(etree.fromstring(text))
    for written in write_returns(tmp_path, years=[AcademicYear(start)], providers=4, learners=120, returns=ALL_RETURNS):
        assert schema.validate(etree.parse(written.path)), str(schema.error_log)[:500]


def test_the_same_seed_gives_the_same_bytes(year: list[WrittenReturn], tmp_path: Path) -> None:
    again = write_returns(tmp_path, years=[Y2020], learners=150, returns=[ReturnNumber.R10], seed=7)
    assert again[0].path.read_bytes() == of(year, 0, Y2020, ReturnNumber.R10).path.read_bytes()
    other = write_returns(tmp_path / "other", years=[Y2020], learners=150, returns=[ReturnNumber.R10], seed=8)
    assert other[0].path.read_bytes() != again[0].path.read_bytes()


def test_more_learners_do_not_change_the_first_ones(year: list[WrittenReturn], tmp_path: Path) -> None:
    few = learners(write_returns(tmp_path, years=[Y2020], providers=2, learners=40, seed=7)[1])
    many = learners(of(year, 1, Y2020, ReturnNumber.R14))
    assert len(few) == 40
    assert {r: etree.tostring(e) for r, e in few.items()} == {r: etree.tostring(e) for r, e in many.items() if r in few}


def test_a_closed_year_holds_as_many_learners_as_were_asked_for(year: list[WrittenReturn]) -> None:
    assert {len(learners(w)) for w in year if w.number is ReturnNumber.R14} == {150}


def test_the_counts_said_are_those_in_the_file(year: list[WrittenReturn]) -> None:
    for w in year:
        elements = learners(w).values()
        assert w.learners == len(elements)
        assert w.learning_deliveries == sum(len(e.findall("LearningDelivery")) for e in elements)
        assert w.bytes == w.path.stat().st_size


def test_returns_of_a_year_tell_one_story(year: list[WrittenReturn]) -> None:
    """Learners join, nobody vanishes, what has ended stays ended, and nothing is known before it happens."""
    for number in range(3):
        before: dict[str, etree._Element] = {}
        for returned in ALL_RETURNS:
            now = learners(of(year, number, Y2020, returned))
            assert set(before) <= set(now)
            for ref, old in before.items():
                new = now[ref]
                assert new.findtext("DateOfBirth") == old.findtext("DateOfBirth")
                ended = {d.findtext("SWSupAimId"): d.findtext("LearnActEndDate") for d in new.iter("LearningDelivery")}
                for aim in old.iter("LearningDelivery"):
                    if end := aim.findtext("LearnActEndDate"):
                        assert ended[aim.findtext("SWSupAimId")] == end
            before = now
    r04 = of(year, 0, Y2020, ReturnNumber.R04)
    r14 = of(year, 0, Y2020, ReturnNumber.R14)
    assert r04.learners < r14.learners
    assert len(list(_ends(r04))) < len(list(_ends(r14)))
    assert max(_ends(r04)) <= date(2020, 12, 2)
    assert max(_ends(r14)) <= date(2021, 7, 31)


def _ends(written: WrittenReturn) -> list[date]:
    found = etree.parse(written.path).iterfind(".//{*}LearnActEndDate")
    return [date.fromisoformat(e.text or "") for e in found]


def test_learners_who_go_on_are_the_same_persons(year: list[WrittenReturn]) -> None:
    first = learners(of(year, 0, Y2019, ReturnNumber.R14))
    second = learners(of(year, 0, Y2020, ReturnNumber.R14))
    both = set(first) & set(second)
    assert 20 < len(both) < 130
    for ref in both:
        for field in ("ULN", "FamilyName", "DateOfBirth", "Ethnicity", "Sex", "PriorAttain"):
            assert first[ref].findtext(field) == second[ref].findtext(field)


def test_learner_numbers_are_right_and_belong_to_one_person(year: list[WrittenReturn]) -> None:
    owners: dict[str, set[tuple[int, str]]] = {}
    for w in year:
        for ref, e in learners(w).items():
            owners.setdefault(e.findtext("ULN") or "", set()).add((w.provider.ukprn, ref))
    assert {len(o) for o in owners.values()} == {1}
    for uln in owners:
        check = sum(int(d) * k for d, k in zip(uln, range(10, 1, -1), strict=False)) % 11
        assert check != 0
        assert (10 - check) == int(uln[9])


def test_every_kind_of_learning_is_there(tmp_path: Path) -> None:
    written = write_returns(tmp_path, years=[Y2020, Y2025], providers=4, learners=400, seed=3)
    kinds: dict[AcademicYear, set[tuple[str | None, str | None]]] = {Y2020: set(), Y2025: set()}
    details: dict[AcademicYear, set[str]] = {Y2020: set(), Y2025: set()}
    for w in written:
        for e in learners(w).values():
            for aim in e.iter("LearningDelivery"):
                kinds[w.year].add((aim.findtext("FundModel"), aim.findtext("AimType")))
                details[w.year] |= {f"status {aim.findtext('CompStatus')}", f"outcome {aim.findtext('Outcome')}"}
                details[w.year] |= {f.findtext("LearnDelFAMType") or "" for f in aim.iter("LearningDeliveryFAM")}
    assert {("25", "5"), ("25", "4"), ("36", "1"), ("36", "3"), ("99", "4")} <= kinds[Y2020] & kinds[Y2025]
    assert {("10", "4"), ("35", "4")} <= kinds[Y2020]
    assert {("11", "4"), ("38", "4")} <= kinds[Y2025]
    common = {"status 1", "status 2", "status 3", "status 6", "outcome 1", "outcome 3", "outcome 8"}
    assert common | {"SOF", "FFI", "ACT", "LSF", "RES", "ADL", "ALB"} <= details[Y2020] & details[Y2025]
    assert {"HHS", "ASL"} <= details[Y2020]
    assert {"ACL", "LDM"} <= details[Y2025]


def test_everything_that_could_be_somebody_is_marked_as_made_up(year: list[WrittenReturn]) -> None:
    for w in year:
        assert 10_000_001 <= w.provider.ukprn <= 10_000_003
        text = w.path.read_text()
        assert "Alder: made-up learners" in text
        for e in learners(w).values():
            assert (e.findtext("Postcode") or "").startswith("XM")
            assert (e.findtext("NINumber") or "ZZ").startswith("ZZ")
            assert (e.findtext("TelNo") or "01632960").startswith("01632960")
            assert (e.findtext("Email") or "@example.org").endswith("@example.org")


def test_a_zip_holds_one_file_of_the_same_stem(tmp_path: Path) -> None:
    import zipfile

    plain = write_returns(tmp_path / "plain", years=[Y2025], learners=20)[0]
    zipped = write_returns(tmp_path / "zip", years=[Y2025], learners=20, zipped=True)[0]
    with zipfile.ZipFile(zipped.path) as archive:
        assert archive.namelist() == [plain.path.name]
        assert archive.read(plain.path.name) == plain.path.read_bytes()
    assert [p.name for p in (tmp_path / "zip").iterdir()] == [zipped.path.name]


def test_years_are_read_alone_or_as_a_range() -> None:
    assert parse_years(["2018/19..2020/21", "2025/26"]) == [AcademicYear(y) for y in (2018, 2019, 2020, 2025)]
    with pytest.raises(UsageError, match="ends before it begins"):
        parse_years(["2020/21..2018/19"])


def test_a_year_of_which_no_field_is_known_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="2014/15 cannot be made"):
        write_returns(tmp_path / "none", years=[Y2020, AcademicYear(2014)])
    assert not (tmp_path / "none").exists()


def test_the_first_providers_are_those_of_mereshire() -> None:
    names = [provider(n).name for n in range(5)]
    assert names == [
        "Northfield College",
        "Eastmoor College",
        "Kestrel Training",
        "Saltmarsh Community Learning",
        "Westbrook College",
    ]
    assert len({provider(n).name for n in range(200)}) == 200


def test_a_provider_whose_learners_have_not_started_makes_no_return(tmp_path: Path) -> None:
    late = [seed for seed in range(12) if not _starts_by(tmp_path / str(seed), seed, ReturnNumber.R01)]
    assert late
    for seed in late:
        assert not list((tmp_path / str(seed)).iterdir())
        assert write_returns(tmp_path / "later", years=[Y2025], learners=1, seed=seed)[0].learners == 1


def _starts_by(folder: Path, seed: int, number: ReturnNumber) -> bool:
    try:
        write_returns(folder, years=[Y2025], learners=1, returns=[number], seed=seed)
    except UsageError:
        return False
    return True


REAL = tuple(f"AB{district} {sector}AA" for district in range(1, 41) for sector in range(10))


def test_made_up_people_can_live_and_learn_at_real_postcodes(tmp_path: Path) -> None:
    written = write_returns(tmp_path, years=[Y2020], learners=150, providers=2, seed=7, postcodes=REAL)
    for one in written:
        found = learners(one).values()
        homes = [e.findtext("Postcode") for e in found]
        sites = {d.findtext("DelLocPostCode") for e in found for d in e.iterfind("LearningDelivery[AimType='4']")}
        assert set(homes) <= set(REAL)
        assert len(set(homes)) > 50
        assert sites <= set(REAL)
        assert len(sites) <= 3, "a provider has three sites"


def test_where_people_live_changes_nothing_else(year: list[WrittenReturn], tmp_path: Path) -> None:
    moved = learners(write_returns(tmp_path, years=[Y2020], learners=150, seed=7, postcodes=REAL)[0])
    for ref, before in learners(of(year, 0, Y2020, ReturnNumber.R14)).items():
        for element in (before, moved[ref]):
            for place in element.xpath(".//Postcode|.//PostcodePrior|.//AddLine2|.//DelLocPostCode|.//LSDPostcode"):
                place.text = ""
        assert etree.tostring(before) == etree.tostring(moved[ref])


def test_too_few_real_postcodes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="3 postcodes are too few"):
        write_returns(tmp_path, years=[Y2020], learners=10, postcodes=REAL[:3])
