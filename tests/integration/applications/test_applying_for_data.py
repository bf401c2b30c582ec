"""Writing an application and handing it in, page by page, alone and together."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.support.applications_of_people import FILE, answers, at, begun, confirmed, posted, ready, sent, written
from tests.support.cast import Someone, another_account, somebody


def left(page: str) -> set[str]:
    """The tasks that are not done, as the page says them."""
    return set(re.findall(r'aria-describedby="task-([A-Z])"(?:(?!</li>).)*?<strong', page, re.DOTALL))


def test_from_a_title_to_an_application_that_is_sent(people: dict[str, Someone]) -> None:
    """A draft says what is left; when nothing is, its lead declares and sends it, and the service has the turn."""
    amara = people["Amara"]
    row = begun(amara)
    page = amara.see(at(row))
    assert "It is your turn" in page
    assert left(page) >= {"A", "B", "C", "D", "G"}
    assert "Cannot start yet" in page, "the law hangs on the fields"
    assert "is not answered" in amara.see(at(row, "submit")) or "are not answered" in amara.see(at(row, "submit"))
    written(row, amara, answers())
    assert "Holds until" in amara.see(at(row, "sections/H")), "an answer opened another question"
    assert left(amara.see(at(row))) == set()
    ben = people["Ben"]
    amara.do(at(row, "people"), email=ben.person.email)
    ben.do(at(row, "invitation"), answer="accept")
    for one in (amara, ben):
        one.do(at(row, "terms"), accept="1")
    amara.do(at(row, "ask-sign-off"))
    confirmed(row, people["Sana"])
    done = row
    assert "alone with what their records say under" in amara.see(at(done, "fields"))
    assert amara.client.post(at(done, "submit"), {"sha256": "0" * 64}).status_code == 200, "nothing was declared"
    sent(done, amara)
    assert (done.state, done.round, done.risk) == ("submitted", 1, "low")
    assert "It is the intake officers’ turn" in amara.see(at(done))
    assert people["Iris"].see("/desk/applications").count(done.title) == 1
    kept = done.rounds.get()
    assert kept.answers["M1"][0]["name"] == "Amara"
    amara.see(at(done, "sections/A"), status=302)


def test_what_is_typed_stays_though_it_is_not_right(people: dict[str, Someone]) -> None:
    amara = people["Amara"]
    row = begun(amara)
    given = {"D5-rows": "1", "D5-1-start": "31 June 2027", "D5-1-end": "1/9/2028", "D1": "One?\n\nTwo?"}
    amara.do(at(row, "sections/D"), then="look", **given)
    page = amara.see(f"{at(row, 'sections/D')}?look=1")
    assert "31 June 2027" in page, "as it was typed"
    assert 'value="1 9 2028"' in page, "a day as its hint writes one"
    assert "1 September 2028" in amara.see(at(row, "answers"))
    assert 'href="#D5-1"' in page, "the summary leads to the row"
    assert "write a day" in page
    assert page.count("<title>Error: ") == 1
    assert "One?\nTwo?" in page


def test_whoever_is_accredited_here_is_ticked_and_types_no_number(people: dict[str, Someone]) -> None:
    """What is known here stands there as it is now; what somebody types of the same person does not."""
    from alder.web.accreditation.models import AccreditationRecord
    from alder.web.applications.sections import answers_of

    amara = people["Amara"]
    row = begun(amara)
    of_amara = AccreditationRecord.objects.create(
        person=amara.person, state="full", grade="full", since="2026-01-01", until="2031-05-03"
    )
    page, label = amara.see(at(row, "sections/B")), f"Amara: accreditation {of_amara.pk}, full, until 3 May 2031"
    assert label in page
    assert re.search(r'name="B2-here" type="checkbox" value="\d+" checked', page), "it is proposed"
    typed = {"B2-1-name": "Zoe", "B2-1-accreditation": "ONS-7", "B2-1-until": "1 2 2030"}
    typed |= {"B2-2-name": "amara ", "B2-2-accreditation": "ONS-8", "B2-2-until": "1 2 2030", "B2-1-here": "full"}
    amara.do(at(row, "sections/B"), **{"B2-rows": "2", "B2-here": str(of_amara.pk)}, **typed)
    here = {"name": "Amara", "accreditation": str(of_amara.pk), "until": "2031-05-03", "here": "full"}
    zoe = {"name": "Zoe", "accreditation": "ONS-7", "until": "2030-02-01"}
    assert answers_of(row)["B2"] == [here, zoe]
    assert "Accredited by this service" in amara.see(at(row, "answers"))
    AccreditationRecord.objects.filter(pk=of_amara.pk).update(state="suspended")
    wrong = amara.see(f"{at(row, 'sections/B')}?look=1")
    assert "The accreditation of Amara is suspended: they see no records." in wrong
    AccreditationRecord.objects.filter(pk=of_amara.pk).delete()
    assert answers_of(row)["B2"][0] == {name: said for name, said in here.items() if name != "here"}, "it is typed now"


def test_nobody_is_told_what_is_missing_in_a_section_that_they_have_not_written_yet(people: dict[str, Someone]) -> None:
    """A and B begin with what the site knows: they are under way, and nothing in them is wrong."""
    amara = people["Amara"]
    row = begun(amara)
    assert "sections/A?look=1" not in amara.see(at(row))
    amara.do(at(row, "sections/A"), then="later", A1="How far do they travel?")
    judged = set(re.findall(r"sections/(\w)\?look=1", amara.see(at(row))))
    assert judged == {"A"}


def test_a_form_that_was_left_open_loses_nothing_in_silence(people: dict[str, Someone]) -> None:
    """What is typed once the service has it is not kept, which is said; a button pressed twice is pressed once; an
    invitation to what was sent meanwhile leads nowhere, and is not offered.
    """
    from alder.governance import Denied
    from alder.web.applications.sections import save

    amara, tom = people["Amara"], people["Tom"]
    row = ready(people)
    row.co_applicants.create(email=tom.person.email)
    assert "invites you" in tom.see("/applications")
    page = amara.see(at(row, "submit"))
    form = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("seen", "sha256")}  # type: ignore[index]
    for _ in range(2):
        reply = amara.client.post(at(row, "submit"), {**form, "declared": "yes"})
        assert (reply.status_code, reply["Location"]) == (302, at(row)), "a second press is the first"
    row.refresh_from_db()
    assert (row.state, row.round) == ("submitted", 1)
    late = amara.client.post(at(row, "sections/A"), {"seen": "1", "A1": "Another title"})
    assert late.status_code == 409
    assert "what you typed is not kept" in late.content.decode()
    with pytest.raises(Denied, match="It was sent meanwhile"):
        save(row, "A", {"A1": "Another title"}, by=amara.person, seen=1, asked=("A1",))
    assert "invites you" not in tom.see("/applications")


def test_planned_outputs_are_of_the_kinds_that_checkers_know_and_older_words_are_still_read(
    people: dict[str, Someone],
) -> None:
    amara = people["Amara"]
    row = begun(amara)
    planned = {"title": "Completion by distance", "categories": "distance", "question": "1"}
    older = [planned | {"statistic": "a rate"}]
    row.sections.create(section="D", number=1, by=amara.person, answers={"D4": older})
    page = amara.see(at(row, "sections/D"))
    assert '<option value="a rate" selected>a rate</option>' in page
    assert '<option value="FREQ">Table of counts (FREQ)</option>' in page
    assert 'value="MICRO"' not in page, "what never leaves is not planned"
    assert "a rate" in amara.see(at(row, "answers"))
    given = {f"D4-1-{name}": said for name, said in planned.items()} | {"D4-rows": "1", "D4-1-statistic": "other"}
    amara.do(at(row, "sections/D"), then="look", **given)
    assert "Say what it is, since it is none of the kinds." in amara.see(f"{at(row, 'sections/D')}?look=1")
    amara.do(at(row, "sections/D"), then="look", **given, **{"D4-1-other": "a poem"})
    assert "Something else: say what" in amara.see(at(row, "answers"))


def test_two_who_write_one_section_do_not_overwrite_each_other_in_silence(people: dict[str, Someone]) -> None:
    """What one of them changed is laid together; an answer that both changed shows both, and is saved knowingly."""
    amara, ben = people["Amara"], people["Ben"]
    row = begun(amara)
    amara.do(at(row, "people"), email=ben.person.email)
    ben.do(at(row, "invitation"), answer="accept")
    page = at(row, "sections/E")
    seen = re.search(r'name="seen" value="(\d+)"', amara.see(page))
    assert seen
    ben.client.post(page, {"seen": seen[1], "E1": "Ben on who benefits.", "E2": "Ben on harm.", "then": "later"})
    both = {"seen": seen[1], "E2": "Amara on harm.", "E3": "Amara on learners.", "then": "later"}
    shown = amara.client.post(page, both)
    assert shown.status_code == 200
    said = shown.content.decode()
    assert "Ben changed this answer while you wrote" in said
    assert "Ben on harm." in said
    assert "Amara on harm." in said
    assert current(row) == {"E1": "Ben on who benefits.", "E2": "Ben on harm.", "E3": "Amara on learners."}
    again = re.search(r'name="seen" value="(\d+)"', said)
    assert again
    amara.client.post(page, {**both, "seen": again[1], "E1": "Ben on who benefits."})
    assert current(row)["E2"] == "Amara on harm."


def current(row: Any) -> dict[str, Any]:
    return dict(row.sections.get(section="E", is_last=True).answers)


def test_fields_are_found_in_the_catalogue_and_each_has_its_reason(people: dict[str, Someone]) -> None:
    amara = people["Amara"]
    row = begun(amara)
    amara.do(at(row, "sections/D"), then="later", D1="Do they stay?")
    amara.do(at(row, "sections/G"), then="later", **{"G1-rows": "1", "G1-1-source": "ilr", "G1-1-why": "who learns"})
    found = amara.see(f"{at(row, 'fields')}?q=postcode")
    assert "fields/ilr/Postcode?q=postcode" in found
    blank = amara.client.post(
        at(row, "fields/ilr/Postcode"), {"was": was(amara, row, "Postcode"), "form": "as collected"}
    )
    assert blank.status_code == 200
    assert "this is missing" in blank.content.decode()
    assert "this is missing" in amara.see(at(row, "fields")), "it was kept, and is told"
    assert "cannot be had" in amara.see(at(row, "fields/ilr/ULN"))
    reason = {"why": "for research", "form": "derived", "question": "1"}
    for name in ("Postcode", "Ethnicity", "Sex", "DateOfBirth", "PriorAttain", "CompStatus"):
        amara.do(at(row, f"fields/ilr/{name}"), was=was(amara, row, name), **reason)
    assert "6 fields have the same reason" in amara.see(at(row, "fields"))
    amara.client.post(at(row, "fields/ilr/Sex"), {"was": was(amara, row, "Sex"), "do": "remove"})
    assert "fields/ilr/Sex" not in amara.see(at(row, "fields"))


def was(who: Someone, row: Any, name: str) -> str:
    found = re.search(r'name="was" value="([0-9a-f]+)"', who.see(at(row, f"fields/ilr/{name}")))
    assert found
    return found[1]


def test_a_letter_is_a_pdf_and_is_handed_over_as_a_file(people: dict[str, Someone]) -> None:
    """T13, T17: what is no PDF by its content is refused, whatever it is called; a name leads nowhere."""
    amara = people["Amara"]
    row = begun(amara)
    page = at(row, "files")
    for name, body in (("letter.pdf", b"PK\x03\x04 a zip"), ("empty.pdf", b""), ("a.pdf", b"%PDF-1.7 and no end")):
        reply = amara.client.post(page, {"question": "H1a", "file": SimpleUploadedFile(name, body)})
        assert reply.status_code == 200, name
    amara.client.post(page, {"question": "H1a", "file": SimpleUploadedFile("../../etc/letter.pdf", FILE)})
    kept = row.files.get()
    assert kept.name == "letter.pdf"
    got = amara.client.get(at(row, f"files/{kept.pk}"))
    assert (b"".join(got.streaming_content), got["Content-Disposition"][:10]) == (FILE, "attachment")
    assert "sandbox" in got["Content-Security-Policy"]
    people["Tom"].see(at(row, f"files/{kept.pk}"), status=404)
    amara.client.post(page, {"out": str(kept.pk)})
    amara.see(at(row, f"files/{kept.pk}"), status=404)


def test_nobody_signs_for_an_organisation_by_their_own_word(people: dict[str, Someone]) -> None:
    """T36: an address that looks like it gives nothing; a role without the organisation neither; nor does the lead."""
    row = begun(people["Amara"])
    pages = (at(row), at(row, "sign-off"))
    alike = somebody("Sam", "organisation signatory", email="sam@harw1ck.example").sign_in()
    for who in (alike, people["Tom"]):
        for page in pages:
            who.see(page, status=404)
    again = another_account(people["Amara"], "organisation signatory")
    again.person.organisation = people["Amara"].person.organisation
    again.person.save()
    assert "You have a part in this application" in again.see(at(row, "sign-off"), status=403)


def test_what_was_confirmed_is_confirmed_again_once_it_changes(people: dict[str, Someone]) -> None:
    amara = people["Amara"]
    row = ready(people)
    amara.do(at(row, "sections/C"), then="later", C6="Somebody else pays.")
    page = amara.see(at(row, "submit"))
    assert "is not answered" in page or "are not answered" in page or "has to confirm" in page
    stale = people["Sana"].client.post(at(row, "sign-off"), {"sha256": "0" * 64})
    assert "It was changed since you opened the page" in stale.content.decode()
    amara.do(at(row, "sections/C"), then="later", **posted(answers(), "C"))
    sent(row, amara)


def test_a_form_cannot_say_what_only_the_site_knows(people: dict[str, Someone]) -> None:
    """T03: state, lead, decision, round and what the site finds out are nobody's to send."""
    amara = people["Amara"]
    row = begun(amara)
    hostile = {"state": "agreed", "lead": str(people["Ben"].person.pk), "decision": "approved", "round": "9"}
    hostile |= {"faults": "[]", "organisation_verified": "1", "signed_off": "1", "low_risk": "1", "M1-rows": "1"}
    hostile |= {"M1-1-name": "Amara", "M1-1-terms": "1", "M1-1-at": "2026-11-20"}
    amara.client.post(at(row, "sections/A"), {"seen": "1", "A1": "Another title", "then": "later", **hostile})
    amara.client.post(at(row, "sections/M"), hostile)
    amara.client.post(at(row, "submit"), {"declared": "yes", "sha256": "0" * 64, **hostile})
    row.refresh_from_db()
    assert (row.state, row.lead, row.round, row.title) == ("draft", amara.person, 0, "Another title")
    assert not row.sections.filter(section="M").exists()


def test_an_application_is_there_for_its_people_alone(people: dict[str, Someone]) -> None:
    """T01: for everybody else the page of one that is there is that of one that is not, and the denial is an event."""
    from alder.web.trail.events import DENIED
    from alder.web.trail.models import TrailEvent

    row = begun(people["Amara"])
    before = TrailEvent.objects.filter(action=DENIED).count()
    nothing = people["Tom"].client.get("/applications/0a1b2c3d-0000-4000-8000-0000000000bb")
    pages = ("", "sections/A", "fields", "answers", "people", "terms", "files", "submit", "delete", "invitation")
    for page in pages:
        reply = people["Tom"].client.get(at(row, page))
        assert (reply.status_code, reply.content) == (404, nothing.content), page
        assert people["Iris"].client.get(at(row, page)).status_code == 404, "the service sees no draft"
    assert TrailEvent.objects.filter(action=DENIED).count() >= before + 2 * (len(pages) - 1)
    assert row.title not in people["Tom"].see("/applications")


def test_a_draft_is_deleted_and_an_invitation_declined(people: dict[str, Someone]) -> None:
    amara, ben = people["Amara"], people["Ben"]
    row = begun(amara, "A draft that is not needed")
    amara.do(at(row, "people"), email=ben.person.email)
    assert "A draft that is not needed" in ben.see("/applications")
    ben.do(at(row, "invitation"), answer="decline")
    ben.see(at(row), status=404)
    amara.do(at(row, "delete"))
    assert "A draft that is not needed" not in amara.see("/applications")
