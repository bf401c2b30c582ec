"""The people of the demo in the middle of things: a table that was asked for, applications, a project and its outputs.

All of it is done as the pages of the site do it, by those who may: nothing here writes what a process would refuse. It
is told in the order of its days, which are counted back from the day on which the demo is made.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from alder import wall_clock
from alder.accreditation.declaration import current_declaration
from alder.applications.terms import current_terms
from alder.demo.analyses import BY_AGE, BY_SEX, BY_START, WrittenAnalysis
from alder.demo.applications import RETURNERS, RIVALS, TRAVEL, WrittenApplication, answers
from alder.demo.people import CAST
from alder.demo.questions import POLICY
from alder.demo.true_run import name_own_python, run_here
from alder.governance.accreditation import AccreditationAction, AccreditationGrade
from alder.governance.accreditation_policy import accreditation_policy
from alder.governance.agreement import AgreementAction
from alder.governance.application import GOVERNANCE, ApplicationAction
from alder.measures import Query
from alder.model.working_days import is_working_day
from alder.sources.ilr.submissions import open_store
from alder.wall_clock import LONDON
from alder.web.accounts.notices import mark_read
from alder.web.accreditation import clock, evidence, qualification, sittings, study
from alder.web.accreditation.process import act as act_on_accreditation
from alder.web.accreditation.process import declare_version, replayed
from alder.web.applications import agreements, extract_plans, invitations, reviews
from alder.web.applications.field_views import count_statement
from alder.web.applications.own_views import begin
from alder.web.applications.process import act as act_on_application
from alder.web.applications.process import application_of, confirm
from alder.web.applications.sections import accept_terms, answers_of, as_submitted, last, save, section_digest
from alder.web.output_desk import check_runs, decisions, drafts, releases
from alder.web.output_desk.models import OutputCheckRun
from alder.web.output_desk.private_files import as_sent
from alder.web.output_desk.reviews import review_of
from alder.web.projects import outputs, runs, workspaces
from alder.web.projects.models import ProjectRecord
from alder.web.table_requests import asking
from alder.web.table_requests.answering import try_request
from alder.web.table_requests.process import RequestActor, ask
from alder.web.table_requests.queries import in_words, query_of
from alder.workspaces.analysis_run import GATHERED, try_analysis
from alder.workspaces.extract_building import build_extract
from alder.workspaces.project_extract import read_extract
from alder.workspaces.project_folder import EXTRACT, open_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from alder.web.accounts.models import Person
    from alder.web.accreditation.models import AccreditationRecord
    from alder.web.applications.models import AgreementRecord, ApplicationRecord
    from alder.web.output_desk.models import OutputRequest
    from alder.web.projects.runs import RunRecord
    from alder.web.table_requests.models import RequestRecord

BEGAN = 325
"""Days ago when everything began: less than a year, so that the policies of this year hold on all of them."""
_ENDS_IN = 21
"""Days until the accreditation of Ben ends: near enough for its last reminder but one."""
_PAPER = b"%PDF-1.7\n% A made-up document.\n%%EOF\n"
WHY_REFUSED = (
    "The map would stay with the board of one company, which wants it to win learners from others. That is no benefit "
    "to the public, and a table of districts that is published would answer what is left of the question."
)
_RETURNED_FIRST = {"D3": "Say what you do with people who are on a break, and whose programme has no end yet."}
_REPLY = "Programmes on a break have no end, so they are left out, and the report says how many they are."
_RIVALS_RETURNED = {"D3": "Say to whom each provider would be known by name: to you, to your board or to everybody."}
_RIVALS_REPLY = "Providers would be known by name to our board alone."
_RETURNED_WITH = {
    "D3": "You count who comes back within two years, and ask for three. Which years does each group have?",
    "E1": "Name who decides something by these figures, and when. “Colleges can offer” is hope.",
}
WHY_RETURNED = (
    "Age is that in the academic year here, and that at the start in your application. Count it as you said there, or "
    "say in the cover sheet that you do not, and why."
)

_REVIEWS_OF = {"Olga": "ilr", "Gwen": GOVERNANCE}
_REVIEWED = {
    "Olga": ("support", "Four fields, the days as years: no coarser form would answer the question."),
    "Gwen": ("support", "The law allows it, learners are told of it, and the measures fit the risks."),
}
_RIVALS_REVIEWED = {
    "Olga": ("support", "The fields are few and coarse. Whether this is for the public good is for the panel to say."),
    "Gwen": ("oppose", "A map for one board is no research in the public interest, and learners were not told of it."),
}


class Days:
    """The days of the story, counted back from the one on which the demo is made."""

    def __init__(self) -> None:
        self._made = wall_clock.today()
        self._told = datetime.min.replace(tzinfo=LONDON)

    def day(self, ago: int) -> date:
        """A day on which people work, so many days ago or just before."""
        day = self._made - timedelta(days=ago)
        while not is_working_day(day):
            day -= timedelta(days=1)
        return day

    @contextmanager
    def on(self, ago: int, hour: int = 10, minute: int = 0) -> Iterator[None]:
        """It is then, for all that is done meanwhile; a minute after what was told last, where that was later."""
        asked = datetime.combine(self.day(ago), time(hour, minute), LONDON)
        with wall_clock.set_to(max(asked, self._told + timedelta(minutes=1))):
            yield
            self._told = wall_clock.now()


@dataclass
class LearnerLevel:
    """What there is in the end, for whoever leads through it."""

    request: RequestRecord
    refused: ApplicationRecord
    returned: ApplicationRecord
    agreed: ApplicationRecord
    agreement: AgreementRecord
    ends_soon: AccreditationRecord
    project: ProjectRecord
    run: str
    """The number of the first run; blank where none could be made."""
    why_no_run: str
    released: OutputRequest
    sent_back: OutputRequest
    at_desk: OutputRequest


class PeopleAtWork:
    """Everybody by name, and what they do one after the other."""

    def __init__(self, people: dict[str, Person], store: Path, workspaces: Path, days: Days) -> None:
        self.people, self.store, self.workspaces, self.days = people, store, workspaces, days
        self.why_no_run = ""

    def work(self, publish: Callable[[], None], prepare: Callable[[], None]) -> LearnerLevel:
        """All of it in its order. `publish` is called on the day on which statistics come out, `prepare` later."""
        on = self.days.on
        self._accredit("Amara", 318, None)
        ends_soon = self._accredit("Ben", 311, self.days.day(0) + timedelta(days=_ENDS_IN))
        agreed = self._apply(TRAVEL, 240, "Amara", "Ben", signs="Sana")
        self._send_back(agreed, 204, _RETURNED_FIRST)
        self._answer(agreed, 192, "Amara", _REPLY)
        self._ask_for_reviews(agreed, 178)
        self._review(agreed, "Olga", 158)
        refused = self._apply(RIVALS, 150, "Tom", signs="Kit")
        self._send_back(refused, 131, _RIVALS_RETURNED)
        self._answer(refused, 122, "Tom", _RIVALS_REPLY)
        self._review(agreed, "Gwen", 118)
        self._ask_for_reviews(refused, 110)
        self._review(refused, "Olga", 88, _RIVALS_REVIEWED)
        self._vote(agreed, 84, 81, "A decision of the council hangs on it, and it asks for four fields.")
        agreement = self._agree(agreed)
        project, folder = self._provide(agreement)
        with on(64):
            clock.move_on()
        with on(58):
            request = self._ask_for_a_table()
        released, run = self._analyse(project, folder, BY_SEX, 52)
        self._check(released, 49, {"Dev": "", "Grace": ""})
        with on(47):
            decisions.approve(self.people["Grace"], released, released.revision)
        self._review(refused, "Gwen", 47, _RIVALS_REVIEWED)
        with on(46):
            releases.begin(self.people["Leila"], released, released.revision)
            releases.carry_on()
        with on(40, 9, 30):
            publish()
        self._read_everything(30)
        returned = self._apply(RETURNERS, 38, "Amara", signs="Sana")
        self._vote(refused, 24, 20, WHY_REFUSED, approves=False)
        sent_back, _ = self._analyse(project, folder, BY_AGE, 17)
        self._check(sent_back, 15, {"Dev": "Age is not that of the application.", "Grace": WHY_RETURNED})
        with on(13, 14):
            decisions.send_back(self.people["Grace"], sent_back, sent_back.revision, WHY_RETURNED, ["context"])
        self._send_back(returned, 12, _RETURNED_WITH)
        with on(6, 9):
            prepare()
        at_desk, _ = self._analyse(project, folder, BY_START, 5)
        with on(4):
            clock.move_on()
        self._check(at_desk, 1, {"Dev": ""})
        for row in (ends_soon, agreed, refused, returned, agreement, project):
            row.refresh_from_db()
        return LearnerLevel(
            request,
            refused,
            returned,
            agreed,
            agreement,
            ends_soon,
            project,
            run,
            self.why_no_run,
            released,
            sent_back,
            at_desk,
        )

    def _read_everything(self, ago: int) -> None:
        """Everybody has read what they were told until then, as the button on their notices does it."""
        with self.days.on(ago, 17):
            for person in self.people.values():
                mark_read(person)

    def _ask_for_a_table(self) -> RequestRecord:
        """Priya looks at a table before she asks for it, and it is answered at once."""
        priya = self.people["Priya"]
        preview = asking.look(priya, Query.ask("enrolments", by=["sex"], years="2017/18"), POLICY)
        asking.work_out.call(str(preview.pk))
        preview.refresh_from_db()
        row = ask(
            RequestActor.of(priya),
            query=preview.query,
            title=in_words(query_of(preview.query)),
            policy=preview.policy,
            words="For our governors, who ask how we compare with the county.",
            shown=True,
        )
        try_request.call(row.pk)
        row.refresh_from_db()
        return row

    # Accreditation

    def _accredit(self, name: str, ago: int, until: date | None) -> AccreditationRecord:
        """From the first page to the grant, in a week: evidence, the live session, the test, the declaration."""
        person, iris, on = self.people[name], self.people["Iris"], self.days.on
        with on(ago):
            record = qualification.begin(person)
            degree = {"path": "degree", "degree": "BSc Economics, 2:1", "statistics": "yes", "supervisor": ""}
            qualification.keep(record, degree)
            paper = as_sent(_PAPER, "degree.pdf")
            evidence.add_evidence(person, record, paper, "degree", self.days.day(7 * 365))
            qualification.prove_identity(iris, record, "medium", "Passport, in a call with picture")
            record.refresh_from_db()
            qualification.apply(person, record)
        with on(ago - 1):
            act_on_accreditation(iris, record, AccreditationAction.ADMIT, {"evidence": "Degree certificate"})
        with on(ago - 3, 16):
            study.record_session(iris, record, wall_clock.today(), "Mereshire data service, in person")
            study.complete(person, record, replayed(record))
        with on(ago - 4, 11):
            sitting = sittings.begin(person, record, 0)
            paper_drawn = sittings.paper_of(sitting, replayed(record))
            sittings.keep_answers(record, {n: one.right for n, one in enumerate(paper_drawn.questions)})
        with on(ago - 4, 11, 47):
            sittings.hand_in(record)
            record.refresh_from_db()
            declare_version(person, record, current_declaration(wall_clock.today())[0], is_named=True)
        with on(ago - 6):
            today = wall_clock.today()
            end = until or accreditation_policy(today).valid_until(AccreditationGrade.FULL, today)
            act_on_accreditation(iris, record, AccreditationAction.GRANT_FULL, {"until": end.isoformat()})
        return record

    # Applications

    def _apply(self, one: WrittenApplication, ago: int, *names: str, signs: str) -> ApplicationRecord:
        """It is written in three weeks: its people accept, their organisation confirms, and it is handed in."""
        lead, signatory, on = self.people[names[0]], self.people[signs], self.days.on
        emails = {each.name: each.email for each in CAST}
        with on(ago):
            row = begin(lead, one.title)
            said = answers(
                one,
                people=names,
                emails=emails,
                organisation=str(lead.organisation),
                signs=signs,
                on=wall_clock.today(),
            )
            for section in sorted({id[0] for id in said}):
                own = {id: answer for id, answer in said.items() if id[0] == section}
                now = last(row, section)
                save(row, section, own, by=lead, seen=now.number if now else 0, asked=tuple(own))
            count_statement(row)
            for name in names[1:]:
                invitations.invite(row, self.people[name].email)
        with on(ago - 5):
            for name in names[1:]:
                invitations.answer(self.people[name], row, is_in=True)
            for name in names:
                accept_terms(self.people[name], current_terms(wall_clock.today())[0])
        with on(ago - 9, 15):
            confirm(signatory, row, section_digest(as_submitted(answers_of(row)), "C"))
            row.refresh_from_db()
        with on(ago - 10, 16):
            act_on_application(lead, row, ApplicationAction.SUBMIT)
        return row

    def _send_back(self, row: ApplicationRecord, ago: int, said: dict[str, str]) -> None:
        iris = self.people["Iris"]
        with self.days.on(ago):
            for question, words in said.items():
                reviews.comment(iris, row, application_of(row), question, words)
            reviews.send_comments(iris, row, ApplicationAction.RETURN, list(row.comments.filter(sent=None)))

    def _answer(self, row: ApplicationRecord, ago: int, name: str, reply: str) -> None:
        """What was asked is answered, and the methods say it too; it is handed in again."""
        lead, now = self.people[name], last(row, "D")
        said = {id: answer for id, answer in answers_of(row).items() if id[0] == "D"}
        said["D3"] += f" {reply}"
        with self.days.on(ago):
            save(row, "D", said, by=lead, seen=now.number if now else 0, asked=tuple(said))
            row.comments.update(reply=reply, replied_by=lead, replied=wall_clock.now())
            act_on_application(lead, row, ApplicationAction.SUBMIT_AGAIN)

    def _ask_for_reviews(self, row: ApplicationRecord, ago: int) -> None:
        """Iris asks whoever owns the data and information governance, and both accept within days."""
        iris, on = self.people["Iris"], self.days.on
        with on(ago):
            for name, subject in _REVIEWS_OF.items():
                reviewer = str(self.people[name].pk)
                asked = {"subject": subject, "reviewer": reviewer, "covers": list(reviews.covers(subject))}
                act_on_application(iris, row, ApplicationAction.ASK_REVIEW, asked)
            act_on_application(iris, row, ApplicationAction.SEND_TO_REVIEW, {"checklist": True})
        with on(ago - 3):
            for name, subject in _REVIEWS_OF.items():
                act_on_application(self.people[name], row, ApplicationAction.ACCEPT_REVIEW, {"subject": subject})

    def _review(
        self, row: ApplicationRecord, name: str, ago: int, words: dict[str, tuple[str, str]] = _REVIEWED
    ) -> None:
        """One review is given; after the second, Iris sends the application to the panel."""
        subject, (recommendation, reason) = _REVIEWS_OF[name], words[name]
        with self.days.on(ago):
            said = {"subject": subject, "recommendation": recommendation, "reason": reason}
            act_on_application(self.people[name], row, ApplicationAction.REVIEW, said)
            if subject == GOVERNANCE:
                act_on_application(self.people["Iris"], row, ApplicationAction.SEND_TO_PANEL)

    def _vote(self, row: ApplicationRecord, voted: int, decided: int, reason: str, *, approves: bool = True) -> None:
        """Three of the panel vote, and Owen decides as they did."""
        with self.days.on(voted):
            for name in ("Marcus", "Mia", "Ines"):
                act_on_application(self.people[name], row, ApplicationAction.VOTE, {"approves": approves})
        with self.days.on(decided):
            action = ApplicationAction.APPROVE if approves else ApplicationAction.REJECT
            act_on_application(self.people["Owen"], row, action, {"reason": reason})

    def _agree(self, row: ApplicationRecord) -> AgreementRecord:
        """Drawn up from the approved answers, signed for the university, countersigned for the service."""
        iris, approved, on = self.people["Iris"], row.rounds.order_by("-round")[0].answers, self.days.on
        with on(76):
            record = agreements.prepared(row)
            plan = extract_plans.drafted(approved, str(record.pk), agreements.project_name(record))
            start = self.days.day(71)
            record = agreements.issue(iris, row, plan, start, start + timedelta(days=365), seen=row.revision)
        said = {"document": record.sha256, "proved": True}
        with on(73):
            agreements.act(self.people["Sana"], record, AgreementAction.SIGN, said)
        with on(71):
            agreements.act(iris, record, AgreementAction.COUNTERSIGN, said)
            workspaces.follow_agreements()
        return record

    # The project

    def _provide(self, agreement: AgreementRecord) -> tuple[ProjectRecord, Path]:
        """The workspace that the clock made of the agreement, its extract as the plan has it, loaded by Dev."""
        project = ProjectRecord.objects.get(agreement=str(agreement.pk))
        folder = self.workspaces / project.name
        name_own_python(folder)
        with self.days.on(64):
            build_extract(open_store(self.store), extract_plans.read(agreement.plan), folder / EXTRACT, made_up=True)
            workspaces.load(self.people["Dev"], project, project.revision)
        return project, folder

    def _analyse(
        self, project: ProjectRecord, folder: Path, one: WrittenAnalysis, ago: int
    ) -> tuple[OutputRequest, str]:
        """Amara runs a script in the sandbox and hands in what it made; the output, and the number of the run.

        Where no run can be made, the script is tried outside of the sandbox: everybody in this extract is made up.
        """
        with self.days.on(ago), tempfile.TemporaryDirectory(prefix="alder-demo-") as place:
            script = Path(place, f"{one.name}.py")
            script.write_text(one.code, encoding="utf-8")
            run = ""
            if not self.why_no_run:
                run, self.why_no_run = run_here(folder, script)
            record = runs.run_of(project, run) if run else None
            if record is None:
                _, tried, _ = try_analysis(open_project(folder), script, read_extract(folder / EXTRACT))
                output = self._by_hand(project, one, tried / GATHERED)
            else:
                output = self._from_run(project, one, record)
            _have_checked(output)
        with self.days.on(ago, 12):
            drafts.submit(self.people["Amara"], output, output.revision, {})
            _have_checked(output)
        return output, run

    def _by_hand(self, project: ProjectRecord, one: WrittenAnalysis, gathered: Path) -> OutputRequest:
        amara = self.people["Amara"]
        output = drafts.begin(
            amara,
            title=one.title,
            purpose=one.title,
            planned_use="team",
            deadline=None,
            recipients=[],
            project=f"project {project.pk}",
        )
        sent = [as_sent(path.read_bytes(), path.name) for path in sorted(gathered.iterdir())]
        drafts.add_files(amara, output.groups.get(), output.revision, sent, "output")
        return output

    def _from_run(self, project: ProjectRecord, one: WrittenAnalysis, run: RunRecord) -> OutputRequest:
        """What the run declared, under the title of its table."""
        amara = self.people["Amara"]
        output = outputs.from_run(amara, project, run, one.title)
        output.refresh_from_db()
        return drafts.change(
            amara,
            output,
            output.revision,
            title=one.title,
            purpose=output.purpose,
            planned_use=output.planned_use,
            deadline=None,
            recipients=[],
        )

    def _check(self, output: OutputRequest, ago: int, said: dict[str, str]) -> None:
        """Checkers vote, one after the other: for it, or for changes with what is to be changed."""
        for n, (name, changes) in enumerate(said.items()):
            votes = [
                {"file": file.name, "sha256": file.sha256, "approves": not changes, "comment": changes, "private": ""}
                for file in review_of(output).files
                if file.leaves
            ]
            with self.days.on(ago - n, 13):
                decisions.review(self.people[name], output, votes)


def _have_checked(output: OutputRequest) -> None:
    """The checks run that wait, as a worker would have them run."""
    waiting = OutputCheckRun.objects.filter(group__output=output, state=OutputCheckRun.State.WAITING)
    for run in waiting.order_by("-pk")[:1]:
        check_runs.check_group.call(run.pk)
    output.refresh_from_db()
