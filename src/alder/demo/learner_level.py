"""The people of the demo in the middle of things: a table that was asked for, applications, a project and its outputs.

All of it is done as the pages of the site do it, by those who may: nothing here writes what a process would refuse.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alder.accreditation.declaration import current_declaration
from alder.applications.terms import current_terms
from alder.demo.applications import RETURNERS, RIVALS, TRAVEL, WrittenApplication, answers
from alder.demo.people import CAST
from alder.demo.questions import POLICY
from alder.errors import AlderError
from alder.governance.accreditation import AccreditationAction, AccreditationGrade
from alder.governance.accreditation_policy import accreditation_policy
from alder.governance.agreement import AgreementAction
from alder.governance.application import GOVERNANCE, ApplicationAction
from alder.measures import Query
from alder.sandbox import bubblewrap
from alder.sources.ilr.submissions import open_store
from alder.wall_clock import today
from alder.web.accreditation import clock, evidence, qualification, sittings, study
from alder.web.accreditation.process import act as act_on_accreditation
from alder.web.accreditation.process import declare_version, replayed
from alder.web.applications import agreements, extract_plans, invitations, reviews
from alder.web.applications.field_views import count_statement
from alder.web.applications.own_views import begin
from alder.web.applications.process import act as act_on_application
from alder.web.applications.process import application_of, confirm
from alder.web.applications.sections import accept_terms, answers_of, as_submitted, last, save, section_digest
from alder.web.output_desk import check_runs, drafts
from alder.web.output_desk.models import OutputCheckRun
from alder.web.output_desk.private_files import as_sent
from alder.web.projects import outputs, runs, workspaces
from alder.web.projects.models import ProjectRecord
from alder.web.table_requests import asking
from alder.web.table_requests.answering import try_request
from alder.web.table_requests.process import RequestActor, ask
from alder.web.table_requests.queries import in_words, query_of
from alder.workspaces.analysis_run import GATHERED, run_analysis, try_analysis
from alder.workspaces.extract_building import build_extract
from alder.workspaces.project_extract import read_extract
from alder.workspaces.project_folder import EXTRACT, SETTINGS, ProjectFolder, open_project

if TYPE_CHECKING:
    from alder.web.accounts.models import Person
    from alder.web.accreditation.models import AccreditationRecord
    from alder.web.applications.models import AgreementRecord, ApplicationRecord
    from alder.web.output_desk.models import OutputRequest
    from alder.web.table_requests.models import RequestRecord

_PAPER = b"%PDF-1.7\n% A made-up document.\n%%EOF\n"
_ENDS_IN = 21
"""Days until the accreditation of Ben ends: near enough for its last reminder but one."""
WHY_REFUSED = (
    "The map would stay with the board of one company, which wants it to win learners from others. That is no benefit "
    "to the public, and a table of districts that is published would answer what is left of the question."
)
_RETURNED_WITH = {
    "D3": "You count who comes back within two years, and ask for three. Which years does each group have?",
    "E1": "Name who decides something by these figures, and when. “Colleges can offer” is hope.",
}
ANALYSIS = '''"""How many people completed, by sex: counts of the extract, rounded to five."""

import os
from pathlib import Path

import duckdb

extract, out = Path(os.environ["ALDER_EXTRACT"]), Path(os.environ["ALDER_OUTPUTS"])
people = duckdb.sql(
    f"SELECT Sex, CAST(CompStatus AS INTEGER) = 2 AS completed, count(DISTINCT person_key) AS people "
    f"FROM '{extract / 'aims.parquet'}' WHERE CompStatus IS NOT NULL GROUP BY ALL ORDER BY ALL"
).fetchall()
words = {"F": "Female", "M": "Male"}
rows = [(words[sex], "Completed" if done else "Not completed", 5 * round(n / 5)) for sex, done, n in people if n >= 20]
(out / "completion.csv").write_text("".join(f"{a},{b},{n}\\n" for a, b, n in [("sex", "end", "learners"), *rows]))
(out / "cover.toml").write_text(f"""sources = ["ilr"]
title = "Learners by whether they completed, and sex"
shows = "Learners on programmes at level 3 by sex and by whether they completed"
population = "Learners on programmes at level 3 in Mereshire, 2018/19 to 2020/21"
people = {sum(n for *_, n in rows)}
unit = "learners"
threshold = 10
rounding = 5
suppression = "Groups of fewer than 20 people are left out"
[[files]]
name = "completion.csv"
statistic = "FREQ"
relation = "None"
""")
'''


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
    """The number of the run; blank where none could be made."""
    why_no_run: str
    output: OutputRequest | None


class PeopleAtWork:
    """Everybody by name, and what they do one after the other."""

    def __init__(self, people: dict[str, Person], store: Path, workspaces: Path) -> None:
        self.people, self.store, self.workspaces = people, store, workspaces
        self.today = today()

    def work(self) -> LearnerLevel:
        request = self._ask_for_a_table()
        self._accredit("Amara", accreditation_policy(self.today).valid_until(AccreditationGrade.FULL, self.today))
        ends_soon = self._accredit("Ben", self.today + timedelta(days=_ENDS_IN))
        clock.move_on()
        agreed = self._apply(TRAVEL, "Amara", "Ben", signs="Sana")
        returned = self._apply(RETURNERS, "Amara", signs="Sana")
        refused = self._apply(RIVALS, "Tom", signs="Kit")
        self._send_back(returned)
        for row, approves in ((agreed, True), (refused, False)):
            self._decide(row, approves=approves)
        agreement = self._agree(agreed)
        project, folder = self._provide(agreement)
        run, gathered, why = self._analyse(project, folder)
        output = self._hand_in(project, run, gathered) if gathered is not None else None
        ends_soon.refresh_from_db()
        return LearnerLevel(request, refused, returned, agreed, agreement, ends_soon, project, run, why, output)

    def _ask_for_a_table(self) -> RequestRecord:
        """Priya looks at a table before she asks for it, and it is answered at once."""
        priya = self.people["Priya"]
        query = Query.ask("enrolments", by=["sex"], years="2019/20")
        preview = asking.look(priya, query, POLICY)
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

    def _accredit(self, name: str, until: Any) -> AccreditationRecord:
        """From the first page to the grant: evidence, the live session, the test, the declaration."""
        person, iris = self.people[name], self.people["Iris"]
        record = qualification.begin(person)
        degree = {"path": "degree", "degree": "BSc Economics, 2:1", "statistics": "yes", "supervisor": ""}
        qualification.keep(record, degree)
        paper = as_sent(_PAPER, "degree.pdf")
        evidence.add_evidence(person, record, paper, "degree", self.today.replace(year=self.today.year - 7))
        qualification.prove_identity(iris, record, "medium", "Passport, in a call with picture")
        record.refresh_from_db()
        qualification.apply(person, record)
        act_on_accreditation(iris, record, AccreditationAction.ADMIT, {"evidence": "Degree certificate"})
        study.record_session(iris, record, self.today, "Mereshire data service, in person")
        study.complete(person, record, replayed(record))
        sitting = sittings.begin(person, record, 0)
        paper_drawn = sittings.paper_of(sitting, replayed(record))
        sittings.keep_answers(record, {n: one.right for n, one in enumerate(paper_drawn.questions)})
        sittings.hand_in(record)
        record.refresh_from_db()
        declare_version(person, record, current_declaration(self.today)[0], is_named=True)
        act_on_accreditation(iris, record, AccreditationAction.GRANT_FULL, {"until": until.isoformat()})
        return record

    # Applications

    def _apply(self, one: WrittenApplication, *names: str, signs: str) -> ApplicationRecord:
        """It is written, its people accept, their organisation confirms, and it is handed in."""
        lead, signatory = self.people[names[0]], self.people[signs]
        employer = str(lead.organisation)
        emails = {each.name: each.email for each in CAST}
        row = begin(lead, one.title)
        said = answers(one, people=names, emails=emails, organisation=employer, signs=signs, on=self.today)
        for section in sorted({id[0] for id in said}):
            own = {id: answer for id, answer in said.items() if id[0] == section}
            now = last(row, section)
            save(row, section, own, by=lead, seen=now.number if now else 0, asked=tuple(own))
        count_statement(row)
        for name in names[1:]:
            invitations.invite(row, self.people[name].email)
            invitations.answer(self.people[name], row, is_in=True)
        for name in names:
            accept_terms(self.people[name], current_terms(self.today)[0])
        confirm(signatory, row, section_digest(as_submitted(answers_of(row)), "C"))
        row.refresh_from_db()
        act_on_application(lead, row, ApplicationAction.SUBMIT)
        return row

    def _send_back(self, row: ApplicationRecord) -> None:
        iris = self.people["Iris"]
        for question, words in _RETURNED_WITH.items():
            reviews.comment(iris, row, application_of(row), question, words)
        reviews.send_comments(iris, row, ApplicationAction.RETURN, list(row.comments.all()))

    def _decide(self, row: ApplicationRecord, *, approves: bool) -> None:
        """Reviewed by the owner of the data and by information governance, voted on by three, decided by Owen."""
        iris, by = self.people["Iris"], {"ilr": self.people["Olga"], GOVERNANCE: self.people["Gwen"]}
        for subject, reviewer in by.items():
            asked = {"subject": subject, "reviewer": str(reviewer.pk), "covers": list(reviews.covers(subject))}
            act_on_application(iris, row, ApplicationAction.ASK_REVIEW, asked)
        act_on_application(iris, row, ApplicationAction.SEND_TO_REVIEW, {"checklist": True})
        for subject, reviewer in by.items():
            act_on_application(reviewer, row, ApplicationAction.ACCEPT_REVIEW, {"subject": subject})
            said = {"subject": subject, "recommendation": "support", "reason": "The law allows it, and it is sound."}
            act_on_application(reviewer, row, ApplicationAction.REVIEW, said)
        act_on_application(iris, row, ApplicationAction.SEND_TO_PANEL)
        for name in ("Marcus", "Mia", "Ines"):
            act_on_application(self.people[name], row, ApplicationAction.VOTE, {"approves": approves})
        action = ApplicationAction.APPROVE if approves else ApplicationAction.REJECT
        reason = "A decision of the council hangs on it, and it asks for four fields." if approves else WHY_REFUSED
        act_on_application(self.people["Owen"], row, action, {"reason": reason})

    def _agree(self, row: ApplicationRecord) -> AgreementRecord:
        """Drawn up from the approved answers, signed for the university, countersigned for the service."""
        iris, approved = self.people["Iris"], row.rounds.order_by("-round")[0].answers
        record = agreements.prepared(row)
        plan = extract_plans.drafted(approved, str(record.pk), agreements.project_name(record))
        end = self.today + timedelta(days=365)
        record = agreements.issue(iris, row, plan, self.today, end, seen=row.revision)
        said = {"document": record.sha256, "proved": True}
        agreements.act(self.people["Sana"], record, AgreementAction.SIGN, said)
        agreements.act(iris, record, AgreementAction.COUNTERSIGN, said)
        return record

    # The project

    def _provide(self, agreement: AgreementRecord) -> tuple[ProjectRecord, ProjectFolder]:
        """The workspace that the clock makes of the agreement, its extract as the plan has it, loaded by Dev."""
        workspaces.follow_agreements()
        project = ProjectRecord.objects.get(agreement=str(agreement.pk))
        folder = self.workspaces / project.name
        _name_programs(folder)
        build_extract(open_store(self.store), extract_plans.read(agreement.plan), folder / EXTRACT, made_up=True)
        workspaces.load(self.people["Dev"], project, project.revision)
        return project, open_project(folder)

    def _analyse(self, project: ProjectRecord, folder: ProjectFolder) -> tuple[str, Path | None, str]:
        """Amara runs her script in the sandbox. Where that cannot be, it is tried outside of it: everybody in this
        extract is made up. The number of the run, what it gathered, and why there is none.
        """
        extract = read_extract(folder.folder / EXTRACT)
        with tempfile.TemporaryDirectory(prefix="alder-demo-") as place:
            script = Path(place, "completion.py")
            script.write_text(ANALYSIS, encoding="utf-8")
            why = "" if bubblewrap() else "bubblewrap is not installed"
            try:
                done = run_analysis(folder, script, extract)
            except AlderError as error:
                why = why or error.what
                status, tried, _ = try_analysis(folder, script, extract)
                return "", tried / GATHERED if status == 0 else None, why
        if done.exit == 0 and done.outputs:
            return done.number, done.folder / GATHERED, ""
        return done.number, None, f"the run ended with status {done.exit}"

    def _hand_in(self, project: ProjectRecord, run: str, gathered: Path) -> OutputRequest:
        """What the script made is handed in, and waits at the desk for two checkers."""
        amara, planned = self.people["Amara"], project.planned[0]
        record = runs.run_of(project, run) if run else None
        if record is not None:
            output = outputs.from_run(amara, project, record, planned)
        else:
            output = drafts.begin(
                amara,
                title="Learners by whether they completed, and sex",
                purpose=planned,
                planned_use="team",
                deadline=None,
                recipients=[],
                project=f"project {project.pk}",
            )
            sent = [as_sent(path.read_bytes(), path.name) for path in sorted(gathered.iterdir())]
            drafts.add_files(amara, output.groups.get(), output.revision, sent, "output")
        _check(output)
        drafts.submit(amara, output, output.revision, {})
        _check(output)
        output.refresh_from_db()
        return output


def _check(output: OutputRequest) -> None:
    """The checks run that wait, as a worker would have them run."""
    waiting = OutputCheckRun.objects.filter(group__output=output, state=OutputCheckRun.State.WAITING)
    for run in waiting.order_by("-pk")[:1]:
        check_runs.check_group.call(run.pk)
    output.refresh_from_db()


def _name_programs(folder: Path) -> None:
    """Let analyses have the Python that Alder runs in: it reads Parquet, and the system's own seldom does."""
    shown = [str(one) for one in dict.fromkeys((Path(sys.prefix), Path(sys.base_prefix))) if one != Path("/usr")]
    path = folder / SETTINGS
    kept = path.read_text(encoding="utf-8").partition("[programs]")[0]
    quoted = ", ".join(f'"{one}"' for one in shown)
    path.write_text(f'{kept}[programs]\npython = "{sys.executable}"\nfolders = [{quoted}]\n', encoding="utf-8")
