"""Pages for who applies: their applications, one as a task list, its sections, who takes part, and handing it in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder import wall_clock
from alder.applications.answers import AnswerFault, SectionProgress, faults, progress, shown
from alder.applications.form import QuestionKind, form
from alder.applications.terms import current_terms
from alder.governance.application import ApplicationAction, ApplicationState
from alder.look.words import counted
from alder.wall_clock import today
from alder.web.accounts.notices import notify
from alder.web.accounts.person_page import page_for
from alder.web.accounts.sessions import for_people
from alder.web.applications import entries, invitations
from alder.web.applications.answer_sheet import files_of, sheet, table_in_words
from alder.web.applications.field_views import statement
from alder.web.applications.history import history_of, turn_in_words, where_it_is
from alder.web.applications.known_accreditations import ASKED, KnownAccreditation, chosen, is_known, known_among
from alder.web.applications.models import (
    AgreementRecord,
    ApplicationRecord,
    CoApplicant,
    TermsAcceptance,
)
from alder.web.applications.permissions import (
    HERE,
    LEAD,
    SEE,
    SIGN,
    WRITE,
    about,
    for_applicants,
    for_signatory,
)
from alder.web.applications.process import (
    OVER,
    ApplicationChangedMeanwhile,
    act,
    confirm,
    is_signed_off,
    signatories_of,
    unanswered,
    why_not,
)
from alder.web.applications.reviews import title
from alder.web.applications.sections import (
    FIELDS,
    ON_SITE,
    WRITTEN_IN,
    accept_terms,
    acceptances,
    answers_of,
    as_submitted,
    digest,
    last,
    people_of,
    save,
    section_digest,
)
from alder.web.applications.stage_chart import progress_shown
from alder.web.applications.uploads import BELONGS_TO
from alder.web.forms import form_revision, line, text
from alder.web.frame import asset_url
from alder.web.frame import query as address_query
from alder.web.http import answers
from alder.web.result_lists import Paged
from alder.web.trail.events import record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.governance.application import Application
    from alder.web.accounts.models import Person

_A = ApplicationAction
AT = "applications"
MOST_DRAFTS = 20
"""Drafts that one person leads at a time."""
MOST_PEOPLE = 50


@answers("GET")
@for_people
def yours(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All applications that somebody leads or takes part in, the newest first, and what they are invited to."""
    joined = CoApplicant.objects.filter(person=person, ended=None).values("application")
    found = ApplicationRecord.objects.exclude(state=ApplicationState.DELETED)
    own = (found.filter(lead=person) | found.filter(pk__in=joined)).select_related("lead").order_by("-pk")
    paged: Paged[ApplicationRecord] = Paged(
        own,  # type: ignore[arg-type]  # a QuerySet is as good a sequence, once somebody else has counted it
        request.GET.get("page"),
        lambda number: reverse("applications") + address_query(("page", number)),
        total=own.count(),
    )
    invited = invitations.open_to(person).filter(application__state__in=WRITTEN_IN).select_related("application__lead")
    agreed = AgreementRecord.objects.filter(people__person=person).select_related("application")[:20]
    return page_for(request, person, f"{HERE}yours.html.j2", at=AT, paged=paged, invited=list(invited), agreed=agreed)


@answers("GET", "POST")
@for_people
def start(request: HttpRequest, person: Person) -> HttpResponseBase:
    """An application begins with its title."""
    errors: dict[str, str] = {}
    title = line(request, "title")
    if request.method == "POST":
        if not title:
            errors["title"] = "Enter a title that says what you want to find out"
        elif len(title) > 120:
            errors["title"] = f"A title has at most 120 letters. Yours has {len(title)}"
        elif ApplicationRecord.objects.filter(lead=person, state=ApplicationState.DRAFT).count() >= MOST_DRAFTS:
            errors["title"] = f"You have {MOST_DRAFTS} drafts. Delete one that you do not need"
        else:
            return HttpResponseRedirect(reverse("application", args=[begin(person, title).key]))
    return page_for(request, person, f"{HERE}start.html.j2", at=AT, errors=errors, title=title)


FILLED_IN = ("A", "B")
"""Sections that begin with what the site knows. Until somebody saved theirs nobody is told what is missing in them."""


@transaction.atomic
def begin(person: Person, title: str) -> ApplicationRecord:
    """A draft, with what the site knows of its lead."""
    row = ApplicationRecord.objects.create(lead=person, title=title, organisation=person.organisation)
    record(str(person.pk), "lead", row.thing, "Begun")
    employer = person.organisation.name if person.organisation else ""
    lead = {"name": person.name, "organisation": employer, "email": person.email}
    known: tuple[dict[str, Any], ...] = ({"A1": title}, {"B1": [{name: said for name, said in lead.items() if said}]})
    for section, said in zip(FILLED_IN, known, strict=True):
        save(row, section, said, by=person, seen=0, asked=tuple(said))
    return row


@for_applicants(SEE, methods=("GET",))
def one(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """An application: whose turn it is, its tasks while it is written, and where it is from then on."""
    said = answers_of(row) if thing.state in WRITTEN_IN else row.rounds.order_by("-round").first().answers  # type: ignore[union-attr]
    is_lead = person.pk == row.lead_id
    may = {
        action.name: is_lead and not why_not(person, row, thing, action, reason="said")
        for action in (_A.DELETE, _A.WITHDRAW, _A.APPEAL)
    }
    now = wall_clock.now()
    left = unanswered(row, thing) if thing.state in WRITTEN_IN else []
    comments = list(row.comments.exclude(sent=None).filter(is_private=False).order_by("-sent", "question"))
    return about(
        request,
        person,
        row,
        "application",
        thing=thing,
        is_lead=is_lead,
        is_written=thing.state in WRITTEN_IN,
        is_over=thing.state in OVER,
        tasks=_tasks(row, said, left) if thing.state in WRITTEN_IN else [],
        beside=_beside(row, person, said) if thing.state in WRITTEN_IN else [],
        people=people_of(row),
        may=may,
        turn=turn_in_words(thing),
        review_title=title,
        **progress_shown(where_it_is(thing, now)),
        day=thing.service_days(now),
        history=history_of(row, thing, person, for_applicants=True),
        unanswered=left,
        fields=[] if thing.state in WRITTEN_IN else [one for one in said.get(FIELDS) or [] if isinstance(one, dict)],
        labels={one.id: one.label for one in form().questions},
        research_questions=said.get("D1") or [],
        reviewed={event.said.get("subject"): event.at for event in thing.events if event.action == _A.REVIEW.name},
        comments=comments,
        agreement=AgreementRecord.objects.filter(application=row).first(),
    )


_PROGRESS = {
    SectionProgress.READY: "",
    SectionProgress.IN_PROGRESS: "light-blue",
    SectionProgress.NOT_STARTED: "blue",
    SectionProgress.CANNOT_START: "grey",
}


def _tasks(row: ApplicationRecord, said: dict[str, Any], unanswered: list[str]) -> list[dict[str, Any]]:
    """The sections as tasks: each with how far it is, and how much is still missing."""
    found = progress(said, today())
    saved = dict(row.sections.filter(is_last=True).values_list("section", "number"))
    wrong = [one for one in faults(said, today()) if not one.is_warning]
    open_ones = [question[:1] for question in unanswered]
    return [
        {
            "id": section.id,
            "title": section.title,
            "progress": "To answer" if section.id in open_ones else found[section.id],
            "colour": "orange" if section.id in open_ones else _PROGRESS[found[section.id]],
            "left": len({one.question for one in wrong if one.question[:1] == section.id}),
            "comments": open_ones.count(section.id),
            "is_judged": saved.get(section.id, 0) > (section.id in FILLED_IN),
        }
        for section in form().sections
        if section.id != ON_SITE
    ]


def _beside(row: ApplicationRecord, person: Person, said: dict[str, Any]) -> list[tuple[str, str, bool, str]]:
    """What is to be done beside the sections: words, address, whether it is done, and what is left."""
    people = people_of(row)
    accepted = {one["name"] for one in acceptances(row)}
    waiting = [one.name for one in people if one.name not in accepted]
    asked = row.co_applicants.filter(person=None, ended=None).count()
    signed = is_signed_off(row, as_submitted(said))
    employer = row.lead.organisation.name if row.lead.organisation else ""
    return [
        (
            "Who takes part",
            reverse("application-people", args=[row.key]),
            not asked,
            f"{counted(len(people), 'person', 'people')}" + (f", {counted(asked, 'invitation')} open" if asked else ""),
        ),
        (
            "Terms of use, accepted in person",
            reverse("application-terms", args=[row.key]),
            not waiting,
            f"Still to come: {', '.join(waiting)}" if waiting else "",
        ),
        (
            "Confirmed by your organisation",
            reverse("application-ask-sign-off", args=[row.key]),
            signed,
            "" if signed else f"Somebody who signs for {employer or 'your organisation'} confirms section C",
        ),
    ]


@for_applicants(SEE, methods=("GET", "POST"))
def section(
    request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application, letter: str
) -> HttpResponseBase:
    """One section of the form. Everything that is typed is saved; what is wrong with it is said beside it."""
    found = next((one for one in form().sections if one.id == letter and letter != ON_SITE), None)
    if found is None:
        raise Http404
    may_write = thing.state in WRITTEN_IN
    if not may_write and request.method == "POST":
        raise ApplicationChangedMeanwhile(
            "It was sent while you wrote, so that what you typed is not kept. Go back in your browser to copy it."
        )
    if not may_write:
        return HttpResponseRedirect(f"{reverse('application-answers', args=[row.key])}#section-{letter}")
    said = answers_of(row)
    asked = [one for one in shown(said) if one.section == letter]
    written = [one for one in asked if one.id != FIELDS]
    theirs: dict[str, Any] = {}
    by = ""
    kept: dict[str, Any] = {}
    now = last(row, letter)
    version = now.number if now else 0
    known = known_among(people_of(row)) if letter == ASKED[0] else {}
    if request.method == "POST":
        kept = {one.id: entries.typed(one, request.POST) for one in written}
        if ASKED in kept:
            kept[ASKED] = chosen(request.POST.getlist(f"{ASKED}-here"), kept[ASKED], known) or None
        _reply(request, person, row, thing, letter)
        saved = save(row, letter, kept, by=person, seen=form_revision(request), asked=tuple(one.id for one in written))
        if not saved.conflicts:
            now_shown = [one for one in shown(answers_of(row)) if one.section == letter]
            opened = next((one.id for one in now_shown if one not in asked), "")
            return HttpResponseRedirect(_onward(request, row, letter, opened))
        version, theirs, by = saved.version, dict(saved.conflicts), saved.by
        said = answers_of(row)
    looked = "look" in request.GET or bool(theirs)
    wrong = [one for one in faults(said, today()) if one.question[:1] == letter] if looked else []
    mine = {**said, **{id: kept[id] for id in theirs}}
    questions = _shown_questions(row, thing, asked, mine, wrong, theirs, by)
    questions = [_with_ticks(one, known) if one.question.id == ASKED else one for one in questions]
    return about(
        request,
        person,
        row,
        "section",
        section=found,
        questions=questions,
        seen=version,
        errors=_summary(questions, theirs, by),
        statement=statement(row) if letter == "G" else None,
        files=row.files.filter(gone=False, question__startswith=letter),
        takes_files=letter in {id[0] for id in BELONGS_TO},
        following=_next(letter),
        choices_of=entries.column_choices,
        script=asset_url("word_counts.js"),
    )


def _with_ticks(one: entries.ShownQuestion, known: Mapping[str, KnownAccreditation]) -> entries.ShownQuestion:
    """Whoever is accredited here is ticked and not typed: all while nobody has answered, then those of the answer."""
    given = [row for row in one.value or () if isinstance(row, dict)]
    named = [str(row.get("accreditation")) for row in given if is_known(row, known)]
    shift = len(named)
    errors = dict(one.row_errors or {})
    of_ticked = [says for number in range(1, shift + 1) for says in errors.get(number, ())]
    return replace(
        one,
        ticks=tuple((it.number, it.label, one.value is None or it.number in named) for it in known.values()),
        rows=one.rows[shift:],
        errors=(*one.errors, *of_ticked),
        row_errors={number - shift: says for number, says in errors.items() if number > shift},
    )


def _reply(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application, letter: str) -> None:
    """Replies to comments that came with the last return, written beside their questions."""
    for comment in row.comments.filter(sent=thing.round, question__startswith=letter, is_private=False):
        words = text(request, f"reply-{comment.pk}")[:4_000]
        if f"reply-{comment.pk}" in request.POST and words != comment.reply:
            comment.reply, comment.replied_by, comment.replied = words, person, wall_clock.now()
            comment.save(update_fields=["reply", "replied_by", "replied"])


def _next(letter: str) -> str:
    letters = [one.id for one in form().sections if one.id != ON_SITE]
    after = letters[letters.index(letter) + 1 :]
    return after[0] if after else ""


def _onward(request: HttpRequest, row: ApplicationRecord, letter: str, opened: str) -> str:
    """Where somebody goes after saving: a question that an answer has opened is not passed over."""
    here = reverse("application-section", args=[row.key, letter])
    if opened and request.POST.get("then") != "later":
        return f"{here}#{opened}"
    then = request.POST.get("then", "")
    if then.startswith("row ") and form().question(then.removeprefix("row ")) is not None:
        return f"{here}#{then.removeprefix('row ')}-last"
    match then:
        case "later":
            return reverse("application", args=[row.key])
        case "next" if _next(letter):
            return reverse("application-section", args=[row.key, _next(letter)])
    return f"{here}?look=1"


def _summary(questions: list[entries.ShownQuestion], theirs: dict[str, Any], by: str) -> dict[str, str]:
    """Every error of the page, by the field that it leads to."""
    found: dict[str, str] = {}
    for one in questions:
        named = f"{one.question.label}{'' if one.question.label.endswith('?') else ':'} "
        for said in one.errors:
            found.setdefault(one.question.id, f"{named}{said}")
        for number, several in (one.row_errors or {}).items():
            found[f"{one.question.id}-{number}"] = f"{named}row {number}, {several[0]}"
    return found


def _shown_questions(
    row: ApplicationRecord,
    thing: Application,
    asked: Any,
    said: dict[str, Any],
    wrong: list[AnswerFault],
    theirs: dict[str, Any],
    by: str,
) -> list[entries.ShownQuestion]:
    comments = list(row.comments.filter(sent=thing.round, is_private=False)) if thing.round else []
    found = []
    for question in asked:
        own = [one for one in wrong if one.question == question.id]
        value = said.get(question.id)
        rows: tuple[dict[str, str], ...] = ()
        if question.kind is QuestionKind.TABLE:
            given = [one for one in value or [] if isinstance(one, dict)]
            rows = tuple(entries.as_typed(question.columns, one) for one in given)
            if question.items is None or len(rows) < question.items[1]:
                rows = (*rows, {})
        errors = [one.says for one in own if one.row is None and not one.is_warning]
        if question.id in theirs:
            errors = [f"{by} changed this answer while you wrote. Yours is below: save it to put it in its place"]
        found.append(
            entries.ShownQuestion(
                question,
                value,
                tuple(errors),
                tuple(one.says if one.row is None else f"Row {one.row}: {one.says}" for one in own if one.is_warning),
                entries.offered(question, today()),
                rows,
                {
                    number: tuple(one.says for one in own if one.row == number and not one.is_warning)
                    for number in sorted({one.row for one in own if one.row is not None and not one.is_warning})
                },
                table_in_words(question, theirs[question.id]) if question.id in theirs else None,
                [one for one in comments if one.question == question.id],
            )
        )
    return found


def _file_address(row: ApplicationRecord) -> Callable[[str], str]:
    return lambda file: reverse("application-file", args=[row.key, file])


def _section_address(row: ApplicationRecord, letter: str) -> str:
    """Where a section is changed; of the declarations, where they are made."""
    if letter == ON_SITE:
        return reverse("application-terms", args=[row.key])
    return reverse("application-section", args=[row.key, letter])


@for_applicants(SEE, methods=("GET",))
def all_answers(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """Every answer on one page, to read and print: as it is now, or as it was submitted last."""
    submitted = None if thing.state in WRITTEN_IN else row.rounds.order_by("-round").first()
    said = submitted.answers if submitted else as_submitted(answers_of(row))
    return about(
        request,
        person,
        row,
        "answers",
        thing=thing,
        parts=sheet(said),
        file_address=_file_address(row),
        files=submitted.files if submitted else files_of(row),
        statement=submitted.statement if submitted else statement(row),
        submitted=submitted,
    )


@for_applicants(LEAD)
def people(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """Who takes part: the lead invites by e-mail address, and takes off."""
    errors: dict[str, str] = {}
    email = line(request, "email").casefold()
    if request.method == "POST":
        if off := request.POST.get("off", ""):
            invitations.take_off(row, off)
            return HttpResponseRedirect(request.path)
        if "@" not in email or len(email) > 254:
            errors["email"] = "Enter the e-mail address with which they sign in"
        elif email in {one.email for one in people_of(row)}:
            errors["email"] = "They take part already"
        elif row.co_applicants.filter(ended=None).count() >= MOST_PEOPLE:
            errors["email"] = f"An application has at most {MOST_PEOPLE} people"
        else:
            invitations.invite(row, email)
            return HttpResponseRedirect(request.path)
    asked = row.co_applicants.filter(ended=None).select_related("person")
    return about(request, person, row, "people", errors=errors, email=email, asked=asked, people=people_of(row))


@answers("GET", "POST")
@for_people
def invitation(request: HttpRequest, person: Person, key: Any) -> HttpResponseBase:
    """Whoever was invited reads to what, and accepts or declines."""
    found = invitations.open_to(person).filter(application__key=key).select_related("application__lead").first()
    if found is None or found.application.state not in WRITTEN_IN:
        raise Http404
    if request.method == "POST":
        is_in = request.POST.get("answer") == "accept"
        invitations.answer(person, found.application, is_in=is_in)
        return HttpResponseRedirect(reverse("application", args=[key]) if is_in else reverse("applications"))
    return about(request, person, found.application, "invitation")


@for_applicants(SEE, methods=("GET", "POST"))
def terms(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """The terms of use, which everybody accepts for themselves."""
    shown = _terms(request, person)
    if shown is None:
        return HttpResponseRedirect(reverse("application", args=[row.key]))
    return about(request, person, row, "terms", others=acceptances(row), **shown)


@answers("GET", "POST")
@for_people
def terms_of_use(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The same for whoever comes to a project later, or works in one when the terms change."""
    shown = _terms(request, person)
    if shown is None:
        return HttpResponseRedirect(reverse("terms-of-use"))
    return page_for(request, person, f"{HERE}terms_of_use.html.j2", at=AT, **shown)


def _terms(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """The terms as they are now, and whether somebody accepted them; None where they just did."""
    version, words = current_terms(today())
    errors: dict[str, str] = {}
    if request.method == "POST":
        if request.POST.get("accept") == version:
            accept_terms(person, version)
            return None
        errors["accept"] = "Tick the box if you accept the terms as they stand here"
    return {
        "version": version,
        "lines": [part.strip() for part in words.split("\n") if part.strip()],
        "accepted": TermsAcceptance.objects.filter(person=person, version=version).first(),
        "errors": errors,
    }


@for_applicants(WRITE)
def ask_sign_off(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """Those who sign for the lead's organisation are asked to confirm what is said of it."""
    signatories = signatories_of(row)
    if request.method == "POST":
        with transaction.atomic():
            notify(signatories, row.thing, reverse("application-sign-off", args=[row.key]))
            ApplicationRecord.objects.filter(pk=row.pk).update(sign_off_asked=wall_clock.now())
        return HttpResponseRedirect(request.path)
    said = as_submitted(answers_of(row))
    return about(
        request,
        person,
        row,
        "ask_sign_off",
        signatories=signatories,
        signed=is_signed_off(row, said),
        last=row.sign_offs.select_related("by", "organisation").first(),
    )


@for_signatory(SIGN)
def sign_off(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """Who signs for the organisation reads what is said of it, and confirms exactly that."""
    said = as_submitted(answers_of(row))
    sha256 = section_digest(said, "C")
    errors: dict[str, str] = {}
    if request.method == "POST":
        if request.POST.get("sha256") == sha256:
            confirm(person, row, sha256)
            return HttpResponseRedirect(request.path)
        errors["confirm"] = "It was changed since you opened the page. Read it again, then confirm"
    parts = [one for one in sheet(said) if one.id in ("A", "B", "C")]
    return about(
        request,
        person,
        row,
        "sign_off",
        parts=parts,
        file_address=_file_address(row),
        sha256=sha256,
        signed=is_signed_off(row, said),
        errors=errors,
        at="",
    )


@for_applicants(LEAD)
def submit(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """All answers to check, the declaration, and handing it in."""
    said = as_submitted(answers_of(row))
    action = _A.SUBMIT if thing.state is ApplicationState.DRAFT else _A.SUBMIT_AGAIN
    sha256 = digest(said)
    errors: dict[str, str] = {}
    if request.method == "POST":
        if request.POST.get("declared") != "yes":
            errors["declared"] = "Declare that what you say is complete and true"
        elif request.POST.get("sha256") != sha256:
            errors["declared"] = "Somebody changed an answer since you opened the page. Look through them again"
        else:
            act(person, row, action, {"declared": True}, seen=form_revision(request))
            return HttpResponseRedirect(reverse("application", args=[row.key]))
    wrong = [one for one in faults(said, today()) if not one.is_warning]
    return about(
        request,
        person,
        row,
        "submit",
        thing=thing,
        parts=sheet(said),
        file_address=_file_address(row),
        files=files_of(row),
        statement=statement(row),
        section_address=lambda letter: _section_address(row, letter),
        wrong=wrong,
        labels={one.id: one.label for one in form().questions},
        unanswered=unanswered(row, thing),
        why=why_not(person, row, thing, action, declared=True),
        sha256=sha256,
        errors=errors,
        warnings=[one for one in faults(said, today()) if one.is_warning],
    )


def _ending(action: ApplicationAction, template: str) -> Any:
    """A page on which the lead ends or contests something, with a reason where one is asked for."""

    @for_applicants(action)
    def view(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
        errors: dict[str, str] = {}
        reason = text(request, "reason")[:4_000]
        if request.method == "POST":
            if action is _A.APPEAL and not reason:
                errors["reason"] = "Say why, in words that the panel reads"
            else:
                act(person, row, action, {"reason": reason} if reason else {}, seen=form_revision(request))
                to = reverse("applications") if action is _A.DELETE else reverse("application", args=[row.key])
                return HttpResponseRedirect(to)
        return about(request, person, row, template, errors=errors, reason=reason)

    return view


delete, withdraw, appeal = _ending(_A.DELETE, "delete"), _ending(_A.WITHDRAW, "withdraw"), _ending(_A.APPEAL, "appeal")
