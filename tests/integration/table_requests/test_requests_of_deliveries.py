"""Tables of delivered records: what can be chosen of them, judged as those of returns are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest
from tests.integration.table_requests.test_asking_and_answering import asked, looked, row_of, work
from tests.support.cast import Someone, somebody
from tests.support.deliveries import Stored
from tests.support.site import Site, site_in

MEASURE = "retention_rate_in_sixth_forms"
BY_SEX = {"measure": MEASURE, "by": ["sex"], "year": ["2016/17"]}


def aims() -> str:
    """The core aims of 300 pupils at two schools; of the girls of the second one, three left early."""
    head = (
        "PupilMatchingRefAnonymous|ACADYR|RecordStatus|LAEstab_anon|CoreAim|LearningPlannedEndDate|"
        "LearningActualEndDate|LearningAimStatus|Gender"
    )
    lines = [head]
    for n in range(300):
        school, sex = f"S{1 + n % 2}", "FM"[n // 2 % 2]
        left = n < 12 if (school, sex) == ("S2", "F") else n % 5 == 0
        status, day = ("3", "31JAN2017") if left else ("2", "30JUN2017")
        lines.append(f"P{n}|2017/2018|1|{school}|1|30JUN2017|{day}|{status}|{sex}")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose store holds one delivery of PLAMS, and no returns."""
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("deliveries")
    Stored(folder, made_up=True).load("plams.plams", aims())
    hashed = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with site_in(folder / "store") as site, override_settings(PASSWORD_HASHERS=hashed):
        yield site


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, Someone]:
    return {name.casefold(): somebody(name, *held).sign_in() for name, held in {"Amara": (), "Ben": ()}.items()}


def test_the_list_says_by_whose_records_each_measure_is_counted_and_what_is_held(amara: Someone) -> None:
    page = amara.see("/requests/ask")
    groups = {
        label: re.findall(r'value="(\w+)"', inside)
        for label, inside in re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.DOTALL)
    }
    held, *others = groups
    assert (held, groups[held]) == ("From post-16 learning aims of the school census (PLAMS)", [MEASURE])
    assert all(label.endswith("not held here") for label in others)
    assert "starts" in groups["From learner records of providers (ILR): not held here"]
    assert "This site holds no learner records" not in page


def test_what_can_be_chosen_is_what_the_delivery_has(amara: Someone) -> None:
    page = amara.see(f"/requests/ask?measure={MEASURE}")
    assert re.findall(r'name="year" type="checkbox" value="([^"]+)"', page) == ["2016/17"]
    assert "End status" in page, "a characteristic that no return has"
    assert "Only one provider" not in page, "schools have codes of the delivery"
    assert "people of two deliveries cannot be told to be the same" in page
    refused = amara.client.post("/requests/ask", {"measure": MEASURE, "by": "level", "year": "2016/17"})
    assert "There is a problem" in refused.content.decode()


@pytest.mark.parametrize("measure", ["starts", "key_stage_4_destination_rate"])
def test_of_what_is_not_held_it_is_said_plainly_and_asked_in_words(amara: Someone, measure: str) -> None:
    page = amara.see(f"/requests/ask?measure={measure}")
    assert "So nothing can be shown before you ask." in page
    assert "See what would be counted" not in page
    assert 'href="/requests/ask/words"' in page


def test_what_it_would_count_is_said_with_its_deliveries_and_its_quality(amara: Someone) -> None:
    page = " ".join(amara.see(looked(amara, {**BY_SEX, "by": ["provider", "sex"]})).split())
    assert "<b>PLAMS of 2017/18</b>: core aims and how they ended: edition made up, delivery" in page
    assert "returned once a year" not in page, "why a field is good or not is for the answer"
    assert re.search(r"Grade </span>[A-D]</span>", page)


def test_it_is_answered_by_the_same_rules_and_judged_beside_what_is_out(site: Site, amara: Someone) -> None:
    from alder.web.publications.ledger import ledger_of_store

    row = row_of(asked(amara, BY_SEX))
    work()
    row.refresh_from_db()
    assert row.state == "answered"
    answer = row.answers.get()
    facts = ledger_of_store("a test").facts(answer.table)
    assert facts.binds
    assert facts.query["drawn_from"] == "sixth_form_core_aims"
    assert json.dumps(facts.query["drawing"]), "its people are those of one drawing"
    page = site.send("GET", f"/requests/{row.pk}").content.decode()
    assert "PLAMS" in page
    assert "Made up" in page or "made-up" in page.lower()
    split = row_of(asked(amara, {**BY_SEX, "by": ["provider", "sex"]}))
    work()
    split.refresh_from_db()
    assert split.state == "answered"
    (data,) = split.answers.get().folder.glob("*.parquet")
    of_girls = [one for one in pq.read_table(data).to_pylist() if (one["provider"], one["sex"]) == ("S2", "Female")]
    assert [{name: figure for name, figure in one.items() if name.endswith("_symbol")} for one in of_girls] == [
        {"students_symbol": "", "retained_symbol": "c", f"{MEASURE}_symbol": "c"}
    ], "three of the 75 left, and nobody may work that out with the table before"
