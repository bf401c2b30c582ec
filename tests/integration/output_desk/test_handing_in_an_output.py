"""An author starts an output, sends files, reads what the checks say, fills in the cover sheet, and hands it in."""

from __future__ import annotations

import hashlib
import stat

import pytest
from tests.support.cast import Someone
from tests.support.outputs_of_people import (
    COVER,
    SAFE,
    SMALL,
    begun,
    covered,
    output_of,
    ready,
    sent,
    submitted,
    with_file,
    work,
)


@pytest.fixture(scope="module")
def ben(people: dict[str, Someone]) -> Someone:
    return people["ben"]


def test_an_output_that_keeps_the_rules_is_handed_in_and_then_stays_as_it_is(ben: Someone) -> None:
    address = ready(ben)
    assert "It can be handed in" in ben.see(address)
    ben.do(f"{address}/submit")
    shown = ben.see(address)
    assert "It is the checkers’ turn" in shown
    assert "Answer promised by" in shown
    for change in ("words", "groups/1/files", "groups/1/cover", "submit", "withdraw"):
        assert ben.client.get(f"{address}/{change}").status_code == 403
    output = output_of(address)
    assert (output.state, output.turn) == ("submitted", 1)


def test_the_cover_sheet_is_filled_in_as_far_as_the_files_tell_it(ben: Someone) -> None:
    address = begun(ben)
    with_file(ben, address, "distance.csv", SAFE)
    shown = ben.see(f"{address}/groups/1/cover")
    assert "Filled in by Alder from the files" in shown
    assert 'name="rounding" type="text" value="10"' in shown
    assert 'name="statistic-1" type="text" value="FREQ"' in shown
    assert 'name="unit" type="text" value="learners"' in shown


def test_a_cover_sheet_with_boxes_left_blank_names_each_and_keeps_the_rest(ben: Someone) -> None:
    address = begun(ben)
    with_file(ben, address, "distance.csv", SAFE)
    reply = ben.do(f"{address}/groups/1/cover", 200, title="Learners", people="many", **{"relation-1": ""})
    shown = reply.content.decode()
    assert '<a href="#people">Write a whole number, for example 3010</a>' in shown
    assert '<a href="#relation-1">' in shown
    assert 'value="Learners"' in shown


def test_what_the_checks_hold_is_shown_with_its_place_rule_and_how_to_mend_it_and_stays(ben: Someone) -> None:
    address = ready(ben, SMALL)
    shown = ben.see(f"{address}/groups/1/findings")
    assert "Rule FREQ" in shown
    assert "line 4, column learners" in shown
    assert "mend what the checks hold" in ben.see(address)
    assert "There is a problem" in ben.do(f"{address}/submit", 200).content.decode()
    assert output_of(address).state == "draft"


def test_an_exception_is_asked_for_with_a_reason_finding_by_finding(ben: Someone) -> None:
    address = ready(ben, SMALL)
    page = f"{address}/groups/1/findings"
    for number, finding in enumerate({"distance.csv|FREQ": 1, "distance.csv|ROUND": 1, "distance.csv|ZERO": 1}):
        shown = ben.see(page)
        if f'value="{finding}"' not in shown:
            continue
        refused = ben.do(page, 200, finding=finding, number=str(number), reason="")
        assert "Say why the rule should be set aside here" in refused.content.decode()
        ben.do(page, finding=finding, number=str(number), reason="The cell counts courses, not people")
    assert "Exception asked for:" in ben.see(page)
    assert "It can be handed in" in ben.see(address)
    ben.do(f"{address}/submit")
    from alder.web.output_desk.reviews import review_of

    (file,) = review_of(output_of(address)).files
    assert file.held
    assert file.exception.startswith("FREQ: The cell counts courses")


def test_records_never_leave_whatever_reason_is_given(ben: Someone) -> None:
    rows = "".join(f"{9000000000 + n},{n % 7},{20 + n % 40}\n" for n in range(300))
    address = ready(ben, f"uln,sex,age\n{rows}", name="records.csv")
    page = f"{address}/groups/1/findings"
    assert "No exception is given from this rule" in ben.see(page)
    from alder.web.output_desk.drafts import held_findings, may_be_excepted
    from alder.web.output_desk.models import OutputCheckRun

    run = OutputCheckRun.objects.filter(group__output=output_of(address)).first()
    assert run
    never = [one["rule"] for one in held_findings(run) if not may_be_excepted(one)]
    assert never
    said = {"finding": f"records.csv|{never[0]}", "number": "1", "reason": "It is only a sample"}
    assert "No exception is given from this rule" in ben.do(page, 200, **said).content.decode()


def test_a_file_is_kept_under_a_name_of_our_own_for_the_owner_of_the_store_alone(ben: Someone) -> None:
    from alder.web.output_desk.models import OutputFile
    from alder.web.output_desk.private_files import path_of

    address = ready(ben)
    file = OutputFile.objects.get(group__output=output_of(address))
    path = path_of(file)
    assert path.name == str(file.pk)
    assert path.read_bytes() == SAFE.encode()
    assert file.sha256 == hashlib.sha256(SAFE.encode()).hexdigest()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (path.parent, path.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\windows\\system.ini",
        "%2e%2e%2fpasswd",
        "a\0b.csv",
        f"{'x' * 300}.csv",
        "moc\u202evsc.exe",
        "CON.csv",
        "<img src=x onerror=alert(1)>.csv",
        "a\r\nX-Injected: yes.csv",
    ],
)
def test_t13_whatever_a_file_is_called_it_lies_in_its_folder_and_its_name_is_words_on_a_page(
    ben: Someone, name: str
) -> None:
    from alder.web.output_desk.models import OutputFile
    from alder.web.output_desk.private_files import folder_of, path_of, shown_name

    address = begun(ben)
    with_file(ben, address, name, SAFE)
    output = output_of(address)
    file = OutputFile.objects.get(group__output=output)
    assert path_of(file).parent == folder_of(output)
    assert len(file.name) <= 160
    for given in (file.name, shown_name(name)):
        assert not {"/", "\\", "\0", "\u202e", "\r", "\n", "%", "<", ">"} & set(given)
        assert not given.upper().startswith("CON.")
    assert "<img src=x" not in ben.see(address)


def test_two_forms_that_were_open_at_once_lose_nothing_of_the_first(ben: Someone) -> None:
    address = begun(ben)
    seen = str(output_of(address).revision)
    words = {"purpose": "A paper", "planned_use": "paper", "recipients": "", "seen": seen}
    assert ben.client.post(f"{address}/words", {**words, "title": "The first"}).status_code == 302
    second = ben.client.post(f"{address}/words", {**words, "title": "The second"})
    assert second.status_code == 409
    assert "Nothing was done" in second.content.decode()
    assert output_of(address).title == "The first"


def test_t03_nothing_that_a_form_sends_beside_its_fields_is_taken(ben: Someone, people: dict[str, Someone]) -> None:
    address = ready(ben)
    forged = {"state": "approved", "author": str(people["dev"].person.pk), "turn": "9", "decision": "approved"}
    ben.do(f"{address}/words", title="Mine", purpose="A paper", planned_use="paper", recipients="", **forged)
    ben.do(f"{address}/submit", checked="true", cover="true", **forged)
    output = output_of(address)
    assert (output.state, output.turn, output.author_id) == ("submitted", 1, ben.person.pk)


def test_an_output_can_be_withdrawn_and_then_nothing_happens_to_it(ben: Someone) -> None:
    address = ready(ben)
    ben.do(f"{address}/withdraw")
    assert "Nothing more happens to it" in ben.see(address)
    assert ben.client.get(f"{address}/submit").status_code == 403


def test_files_of_several_groups_have_a_cover_sheet_each(ben: Someone) -> None:
    address = ready(ben)
    seen = str(output_of(address).revision)
    reply = ben.client.post(f"{address}/groups/add", {"seen": seen})
    assert reply["Location"].endswith("/groups/2/files")
    with_file(ben, address, "distance.csv", SAFE, group=2)
    assert "Group 2: fill in its cover sheet" in ben.see(address)
    covered(ben, address, group=2)
    ben.do(f"{address}/submit")
    from alder.web.output_desk.reviews import review_of

    assert [file.name for file in review_of(output_of(address)).files] == ["1/distance.csv", "2/distance.csv"]


@pytest.mark.parametrize(
    ("sends", "says"),
    [
        ({"files": ("empty.csv", ""), "kind": "output"}, "empty"),
        ({"files": ("cover.toml", "title = 1"), "kind": "output"}, "title should be text"),
        ({"files": ("cover.toml", "tittle = 'x'"), "kind": "output"}, "Did you mean &#39;title&#39;?"),
        ({"files": ("cover.toml", "title = " + "[" * 9_000), "kind": "output"}, "is no TOML"),
        ({"files": ("cover.toml", "#" * (65 << 10)), "kind": "output"}, "larger than 64 kB"),
        ({"files": ("a.csv", "a,b\n"), "kind": "released"}, "Choose what the files are for"),
        ({"kind": "output"}, "Choose a file"),
        ({"files": ("large.csv", "x" * (17 << 20)), "kind": "output"}, "larger than 16 MB"),
    ],
)
def test_files_that_cannot_be_taken_are_refused_beside_the_field(ben: Someone, sends: dict, says: str) -> None:
    address = begun(ben)
    given = {**sends, **({"files": sent(*sends["files"])} if "files" in sends else {})}
    assert says in ben.do(f"{address}/groups/1/files", 200, **given).content.decode()


def test_a_cover_sheet_that_was_made_at_home_fills_in_the_form_and_says_what_each_file_is_for(ben: Someone) -> None:
    sheet = """
title = "Learners by distance"
shows = "How far learners live from where they learn"
population = "Adults in Mereshire in 2026/27"
people = 2830
unit = "learners"
threshold = 10
[[files]]
name = "distance.csv"
statistic = ["FREQ"]
columns = { learners = "FREQ" }
relation = "Nothing left before"
[[files]]
name = "exact.csv"
kind = "supporting"
[[files]]
name = "comes.csv"
relation = "Sent later"
"""
    address = begun(ben)
    files = [sent("cover.toml", sheet), sent("distance.csv", SAFE), sent("exact.csv", SAFE)]
    ben.do(f"{address}/groups/1/files", files=files, kind="output")
    work()
    kinds = {file.name: file.kind for file in output_of(address).groups.get().present}
    assert kinds == {"distance.csv": "output", "exact.csv": "supporting"}, "the sheet itself is no file"
    shown = ben.see(f"{address}/groups/1/cover")
    for words in ("How far learners live", "Adults in Mereshire", 'value="2830"', "Nothing left before"):
        assert words in shown
    assert "Complete" in ben.see(address)
    covered(ben, address, title="Another title")  # it is edited as any other
    cover = output_of(address).groups.get().cover
    assert cover["title"] == "Another title"
    assert cover["files"]["distance.csv"]["columns"] == {"learners": "FREQ"}
    ben.do(f"{address}/submit")
    assert output_of(address).state == "submitted"


def test_an_exception_on_a_cover_sheet_from_home_is_asked_for_and_what_left_before_stays_at_home(ben: Someone) -> None:
    sheet = 'title = "t"\n[[files]]\nname = "small.csv"\nexception = "FREQ: the seven are colleges"\n'
    address = begun(ben)
    ben.do(f"{address}/groups/1/files", files=[sent("small.csv", SMALL), sent("cover.toml", sheet)], kind="output")
    work()
    assert "the seven are colleges" in ben.see(f"{address}/groups/1/findings")
    earlier = '[[files]]\nname = "old.csv"\nkind = "earlier"\n'
    files = [sent("old.csv", SAFE), sent("cover.toml", earlier)]
    refused = ben.do(f"{address}/groups/1/files", 200, files=files, kind="output")
    assert "Leave it at home" in refused.content.decode()


def test_a_check_that_cannot_run_is_said_and_nothing_passes(
    ben: Someone, processes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alder.web.output_desk import check_runs

    monkeypatch.setattr(check_runs, "_BEGINNING", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    address = ready(ben)
    assert "could not be done" in ben.see(address)
    assert "a file brought them down" in ben.see(f"{address}/groups/1/findings")
    assert "There is a problem" in ben.do(f"{address}/submit", 200).content.decode()
    assert output_of(address).state == "draft"


def test_a_file_that_was_swapped_on_disk_before_it_was_handed_in_is_not_checked(ben: Someone) -> None:
    from alder.web.output_desk.models import OutputFile
    from alder.web.output_desk.private_files import path_of

    address = begun(ben)
    ben.do(f"{address}/groups/1/files", files=sent("distance.csv", SAFE), kind="output")
    path_of(OutputFile.objects.get(group__output=output_of(address))).write_text(SMALL)
    work()
    assert "no longer what was sent" in ben.see(f"{address}/groups/1/findings")


def test_a_list_of_ones_own_outputs_shows_them_and_nobody_elses(ben: Someone, people: dict[str, Someone]) -> None:
    title = "Progression of nobody else"
    begun(people["amara"], title)
    assert title in people["amara"].see("/outputs")
    assert title not in ben.see("/outputs")
    assert "Learners by distance" in ben.see("/outputs")


def test_what_is_handed_in_is_an_event_with_the_hash_of_every_file(ben: Someone) -> None:
    from alder.web.trail.models import TrailEvent

    output = output_of(submitted(ben))
    event = TrailEvent.objects.get(thing=output.thing, action="SUBMIT")
    assert event.actor == str(ben.person.pk)
    assert event.said["files"][0]["sha256"] == hashlib.sha256(SAFE.encode()).hexdigest()
    assert COVER["title"] not in str(event.said)
