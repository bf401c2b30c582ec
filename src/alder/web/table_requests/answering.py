"""Answers: counted, protected, judged beside what is out and what is planned, remembered, and written as files.

An answer is in the ledger and at its request, or in neither. It is first written down that this table answers this
request (`Answer`, begun); then the ledger remembers it; then its files are written, and the request is answered in one
transaction. A worker that dies leaves an answer that is begun: whoever takes it up does the rest once more, and the
ledger knows the same table again. Until then it counts as out and nobody has it, which is the safe side.
"""

from __future__ import annotations

import hashlib
import html
import logging
import re
import shutil
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django_tasks import task

from alder import wall_clock
from alder.disclosure import protect, sheet
from alder.disclosure.ledger.finished import number_of
from alder.disclosure.notes import heading, quality_words, source_words
from alder.disclosure.protected import rows_of
from alder.disclosure.workbook import KINDS, workbook
from alder.engine.disk import make_folder
from alder.engine.locks import locked
from alder.errors import AlderError, UsageError
from alder.governance import Denied
from alder.governance.table_request import RequestAction, RequestState
from alder.look.words import counted as counted_words
from alder.show.workbook import WorkbookTooLarge
from alder.web.following.tasks import tell_soon
from alder.web.publications.ledger import ledger_of_store
from alder.web.table_requests.answerers import check_query
from alder.web.table_requests.judgement import check_totals, counted, in_the_way
from alder.web.table_requests.models import AnswerKind, AnswerState, RequestRecord, TableAnswer
from alder.web.table_requests.process import SITE, RequestActor, act, answers_budget, check, check_words, replayed
from alder.web.table_requests.queries import environment, query_of
from alder.web.table_requests.revision import Revision, revision

if TYPE_CHECKING:
    from pathlib import Path

    from alder.disclosure import Protected
    from alder.model.statistic import Counts
    from alder.web.output_desk.models import OutputRequest

NEEDS_JUDGEMENT = "What it would tell has to be weighed beside tables that are out or planned, so a person looks at it."
"""Why an answer at once was not given, as its asker is told: whether the ledger or the plan forbade it would tell them
something of either."""
LOCK = ".answering"
"""Held while an answer is judged and remembered."""
_log = logging.getLogger(__name__)
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]+)"')
"""What the page of a table allows itself, its own styles by their hash: it is served with the same."""
FIGURES = "table.html.part"
"""The figures as a part of the page of the request."""


def lock_folder() -> Path:
    folder: Path = settings.ALDER_PUBLISHED / "requests"
    make_folder(folder)
    return folder


# At once


@task()
def try_request(id: int) -> None:
    """Answer a request at once if that may be, else hand it on to a person. Done twice it does nothing more.

    One at a time over all workers: no other answer comes between what is judged and the ledger, nor between a budget
    and what is taken from it.
    """
    with locked(lock_folder() / LOCK):
        row = RequestRecord.objects.select_related("asker").filter(pk=id).first()
        if row is None or row.state not in (RequestState.ASKED, RequestState.TRIED) or row.needs_person:
            return
        if row.state == RequestState.ASKED:
            budget = answers_budget(row.asker, row.organisation)
            named = row.asker is not None and row.asker.is_active and bool(row.asker.name.strip())
            try:
                row = act(row, SITE, RequestAction.TRY, named=named, within_budget=budget.left > 0)
            except Denied as denied:
                hand_on(row, denied.what)
                return
        answer = row.answers.filter(state=AnswerState.BEGUN).first()
        try:
            answer = answer or _judged_and_begun(row)
            if answer is not None:
                _complete(answer)
        except AlderError as error:
            if answer is not None:
                _failed(answer, str(error))
            hand_on(row, NEEDS_JUDGEMENT)
        except Exception:
            if answer is not None:  # the ledger may hold it already: it is completed once the fault is mended
                raise
            _log.exception("a request could not be tried")
            hand_on(row, NEEDS_JUDGEMENT)


def _judged_and_begun(row: RequestRecord) -> TableAnswer | None:
    """The answer, where nothing that is planned suffers from it; else the request is handed on."""
    _step(row, "Counting")
    counts, said = counted(query_of(row.query or {}))
    if in_the_way(counts, said, row.policy, lambda what: _step(row, what.partition(" of ")[0])):
        hand_on(row, NEEDS_JUDGEMENT)
        return None
    return begin(row, AnswerKind.AT_ONCE, row.query or {}, row.policy, who=SITE)


def hand_on(row: RequestRecord, reason: str) -> None:
    """A person answers it, for a reason that its asker may read."""
    act(row, SITE, RequestAction.HAND_ON, reason=reason)


# By a person


@transaction.atomic
def have_counted(row: RequestRecord, who: RequestActor, query: dict[str, Any], policy: str, said: str) -> TableAnswer:
    """A statistician answers with this query, which may differ from what was asked: it is counted next."""
    import json

    check_words(reason=said)
    check_query(who.person, query)
    act(row, who, RequestAction.COUNT, query=json.dumps(query, sort_keys=True, ensure_ascii=False), policy=policy)
    return begin(row, AnswerKind.BY_PERSON, query, policy, who=who, said=said)


def keep_words(row: RequestRecord) -> RequestRecord:
    """What its asker wrote is not shown with the answer, whatever they chose: it names somebody, or could."""
    RequestRecord.objects.filter(pk=row.pk).update(words_are_public=False)
    row.words_are_public = False
    return row


@transaction.atomic
def have_counted_again(row: RequestRecord, who: RequestActor, said: str) -> TableAnswer:
    """The same question once more, on the returns that are held now: a new table, judged beside the old."""
    check_words(reason=said)
    check(row, who, RequestAction.RERUN, table="another")
    last = row.answers.filter(state=AnswerState.READY).order_by("-n")[0]
    check_query(who.person, last.query)
    return begin(row, AnswerKind.AGAIN, last.query, last.policy, who=who, said=said)


def begin(
    row: RequestRecord,
    kind: AnswerKind,
    query: dict[str, Any],
    policy: str,
    *,
    who: RequestActor,
    said: str = "",
    output: OutputRequest | None = None,
) -> TableAnswer:
    """Write down that this table answers. Raises `Denied` where another answer to the same request is being made."""
    try:
        with transaction.atomic():
            RequestRecord.objects.select_for_update().get(pk=row.pk)
            if (other := row.answers.filter(state=AnswerState.BEGUN).first()) is not None:
                made = f"A table is made by hand for it, as output {other.output_id}. Withdraw that output first."
                raise Denied(made if other.is_by_hand else "Its answer is being counted already.")
            return TableAnswer.objects.create(
                request=row,
                n=row.answers.count() + 1,
                kind=kind,
                query=query,
                policy=policy,
                measure=str(query.get("measure", "")),
                by=who.person,
                by_actor=who.name,
                said=said,
                output=output,
            )
    except IntegrityError:
        raise Denied("Its answer is being counted already.") from None


@task()
def count_answer(id: int) -> None:
    """Complete an answer that was begun. Done twice it does nothing the second time."""
    answer = TableAnswer.objects.select_related("request", "by").filter(pk=id, state=AnswerState.BEGUN).first()
    if answer is not None:
        complete(answer)


def complete(answer: TableAnswer) -> TableAnswer:
    """Count, protect, remember and write an answer; where that may not be, say why to whoever answers."""
    try:
        with locked(lock_folder() / LOCK):
            return _complete(answer)
    except AlderError as error:
        _failed(answer, str(error))
        if answer.kind in (AnswerKind.BY_PERSON, AnswerKind.AGAIN):
            act(answer.request, SITE, RequestAction.GIVE_BACK, reason=str(error))
        elif answer.kind == AnswerKind.AT_ONCE:
            hand_on(answer.request, NEEDS_JUDGEMENT)
        return answer


def _failed(answer: TableAnswer, why: str) -> None:
    answer.state, answer.why = AnswerState.FAILED, why
    answer.save(update_fields=["state", "why"])
    _step(answer.request, "")


def _complete(answer: TableAnswer) -> TableAnswer:
    row = answer.request
    query = query_of(answer.query)
    _step(row, "Counting")
    counts, said = counted(query)
    ledger = ledger_of_store(f"request {row.pk}")

    def tell(what: str) -> None:
        _step(row, what)

    tell("Protecting it, and judging it beside every table that is out")
    table = protect(counts, answer.policy, against=ledger.asking(said), progress=tell)
    number = number_of(table)
    if not number:
        raise UsageError("the ledger does not hold the table that answers", next="Try once more.")
    if answer.kind == AnswerKind.AGAIN:
        _check_is_newer(answer, number)
    tell("Writing its files")
    before = _one_before(answer)
    answer.files, changed = _write(answer, table, counts, before)
    answer.facts = facts_of(table) | {"no_csv": why_no_standard_file(counts)}
    if before is not None and changed is not None:
        answer.facts["revision"] = changed.as_facts(before.n)
    answer.title = heading(table)[:300]
    with transaction.atomic():
        who = SITE if answer.kind == AnswerKind.AT_ONCE else _who_answers(answer)
        row = act(row, who, _ACTIONS[AnswerKind(answer.kind)], table=number, forbids_publication=False)
        answer.state, answer.table, answer.ready = AnswerState.READY, number, wall_clock.now()
        answer.request = row
        answer.save()
        keep_title(row, answer)
        tell_soon()
    return answer


def keep_title(row: RequestRecord, answer: TableAnswer) -> None:
    """Where the words of its asker are not shown, its title is none of theirs: it stands in lists, feeds and files."""
    if row.query is None and not row.words_are_public and row.title != answer.title:
        row.title = answer.title
        row.save(update_fields=["title"])


_ACTIONS = {
    AnswerKind.AT_ONCE: RequestAction.ANSWER_AT_ONCE,
    AnswerKind.BY_PERSON: RequestAction.ANSWER,
    AnswerKind.AGAIN: RequestAction.RERUN,
}


def _check_is_newer(answer: TableAnswer, number: str) -> None:
    if number in replayed(answer.request).tables:
        raise UsageError(
            "nothing has changed in what is counted, so the table that answered it is still the newest",
            next="Answer again once a newer return is held.",
        )


def _who_answers(answer: TableAnswer) -> RequestActor:
    """Whoever had it counted, with the roles that they have now."""
    return (
        RequestActor.of(answer.by)
        if answer.by is not None
        else RequestActor.of_command(answer.by_actor.removeprefix("command "))
    )


def _step(row: RequestRecord, what: str) -> None:
    """Say where it is, for who waits. It is no part of what happens: lost, it is said again by the next step."""
    RequestRecord.objects.filter(pk=row.pk).update(step=what[:120])


# Files


def _one_before(answer: TableAnswer) -> TableAnswer | None:
    """The answer in whose place this one comes, where it is one on newer data."""
    if answer.kind != AnswerKind.AGAIN:
        return None
    return answer.request.answers.filter(state=AnswerState.READY, n__lt=answer.n).order_by("-n").first()


def _write(
    answer: TableAnswer, table: Protected, counts: Counts, before: TableAnswer | None
) -> tuple[list[dict[str, Any]], Revision | None]:
    """The files of an answer, all of them at once in the place of those that an earlier try left; and what it changes
    in the one before it, if there is one.
    """
    changed = None
    folder = answer.folder
    half = folder.with_name(f".{folder.name}-{uuid4().hex}")
    make_folder(half)
    try:
        name = f"request-{answer.request_id}-table-{answer.n}"
        table.write_html(half / f"{name}.html", boundaries=environment().boundaries())
        table.write_parquet(half / f"{name}.parquet")
        if not why_no_standard_file(counts):
            table.write_csv(half / f"{name}.csv")
        stem = table.about.made_up.file_name(name)
        for kind in KINDS:
            try:
                (half / f"{stem}.{kind}").write_bytes(workbook(table, kind))
            except WorkbookTooLarge:  # the data file has all of it
                continue
        if before is not None and (old := _data_file(before.folder)) and (new := _data_file(half)):
            changed = revision(old, new)
            changed.write(half / f"{stem}.changes.csv")
        found = [_file(path) for path in sorted(half.iterdir())]
        (half / FIGURES).write_text(sheet.fragment(table), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        half.rename(folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return found, changed


def _data_file(folder: Path) -> Path | None:
    """The file of an answer that programs read; None where somebody took it away."""
    return next(iter(sorted(folder.glob("*.parquet"))), None)


def why_no_standard_file(counts: Counts) -> str:
    """Why a table is no file of the open-data standard, for its readers; empty where it is one."""
    try:
        check_totals(counts)
    except UsageError:
        return (
            "There is no file of the open-data standard: its rows are about places with codes, and none stands for the "
            "providers whose returns are counted here. The other files have all figures."
        )
    return ""


_TITLES = {
    ".html": "The table as a page of its own",
    ".parquet": "Parquet, for programs",
    ".changes.csv": "What changed since the answer before (CSV)",
    ".meta.csv": "What its columns are (CSV)",
    ".notes.txt": "Notes (text)",
    ".csv": "The figures (CSV, open-data standard)",
    ".ods": "Spreadsheet (ODS)",
    ".xlsx": "Spreadsheet (XLSX)",
}


def _file(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    title = next(words for end, words in _TITLES.items() if path.name.endswith(end))
    found = {"name": path.name, "title": title, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    if path.suffix == ".html" and (policy := _POLICY.search(data.decode())):
        found["policy"] = html.unescape(policy[1])
    return found


def facts_of(table: Protected) -> dict[str, Any]:
    """What lists and pages say of a table beside its figures."""
    figures = [f for _, row in rows_of(table) for f in row]
    hidden = sum(f == table.policy.hidden for f in figures)
    return {
        "period": table.period,
        "coverage": table.about.coverage,
        "group": table.about.group.words,
        "grade": table.quality.grade.value,
        "quality": quality_words(table),
        "cautions": [f"{c.code}: {c.text}" for c in table.quality.caveats],
        "sources": source_words(table),
        "policy": table.policy.label,
        "says": table.policy.says,
        "hidden": f"{counted_words(hidden, 'figure')} of {len(figures):,}" if hidden else "",
        "made_up": table.about.made_up.heading,
        "provisional": table.about.provisional,
    }
