"""What an author does to an output before it is handed in, and when it came back.

Each step locks the output, asks whether it is the author's turn, and sees that the form was made from the output as it
is: of two forms that were open at once, the second is refused and loses nothing of the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from alder.errors import UsageError, WrongEntry
from alder.governance import Denied
from alder.governance.output_review import ReviewAction, ReviewSight, ReviewState, why_not_see
from alder.web.output_desk import check_runs, cover_sheets
from alder.web.output_desk.models import OutputCheckRun, OutputFile, OutputGroup, OutputRecipient, OutputRequest
from alder.web.output_desk.private_files import folder_of, freeze, shown_name
from alder.web.output_desk.reviews import act, check_unchanged, files_of, frozen, lock, review_of, review_roles
from alder.web.output_desk.sources import sources_of
from alder.web.trail.events import record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from alder.governance.output_review import OutputReview
    from alder.web.accounts.models import Person

USES = {
    "paper": "A paper or report",
    "slides": "Slides or a talk",
    "team": "The team alone",
    "public": "A table for everybody, such as the answer to a request",
}
KINDS = {
    "output": "It is to leave",
    "supporting": "Evidence for checkers: it stays",
    "code": "Code that made the output: it leaves with it",
}
MOST_FILES, MOST_GROUPS = 50, 10
"""Files of a group and groups of an output: what two people can look at in five days."""
LONGEST = {"title": 200, "purpose": 4_000}
COVER, LARGEST_COVER = "cover.toml", 64 << 10
"""What a cover sheet is called that comes as a file, and its bytes at the most: one for 50 files has a tenth."""
MOST_DRAFTS = 50
"""Drafts that one person may have at a time: files of each lie on the disk of the service."""


@transaction.atomic
def begin(
    person: Person,
    *,
    title: str,
    purpose: str,
    planned_use: str,
    deadline: date | None,
    recipients: Sequence[tuple[str, str]],
    answers: str = "",
    asker: Person | None = None,
    source: str = "",
    project: str = "",
) -> OutputRequest:
    """A new output, with one group. `answers` names what it is to answer, `asker` who asked for that, and `source` what
    it is made from by all that is known, `project` the project whose people get it.
    """
    if OutputRequest.objects.filter(author=person, state=ReviewState.DRAFT).count() >= MOST_DRAFTS:
        raise WrongEntry("title", f"you have {MOST_DRAFTS} drafts already", next="Submit one of them, or withdraw it.")
    output = OutputRequest.objects.create(
        author=person,
        title=title,
        purpose=purpose,
        planned_use=planned_use,
        deadline=deadline,
        answers=answers,
        asker=asker,
        project=project,
    )
    OutputGroup.objects.create(output=output, number=1, cover={"sources": [source]} if source else {})
    _name_recipients(output, recipients)
    said = {name: value for name, value in (("answers", answers), ("project", project)) if value}
    record(str(person.pk), "author", output.thing, "BEGIN", to_state=output.state, said=said)
    return output


@transaction.atomic
def change(
    person: Person,
    output: OutputRequest,
    seen: int,
    *,
    title: str,
    purpose: str,
    planned_use: str,
    deadline: date | None,
    recipients: Sequence[tuple[str, str]],
) -> OutputRequest:
    """What it is for, until when, and who gets it."""
    locked = _open(person, output, seen)
    locked.title, locked.purpose, locked.planned_use, locked.deadline = title, purpose, planned_use, deadline
    _name_recipients(locked, recipients)
    return _changed(person, locked, "CHANGE_WORDS")


def _name_recipients(output: OutputRequest, recipients: Sequence[tuple[str, str]]) -> None:
    if output.project and recipients:
        raise WrongEntry("recipients", "an output of a project goes to the people of the project, and nobody else")
    kept = {(one.name, one.email): one for one in output.recipients.all()}
    for pair, row in kept.items():
        if pair not in recipients:
            row.delete()
    for name, email in recipients:
        if (name, email) not in kept:
            OutputRecipient.objects.create(output=output, name=name, email=email)


@transaction.atomic
def add_group(person: Person, output: OutputRequest, seen: int) -> OutputGroup:
    """Another group, for files with a cover sheet of their own."""
    locked = _open(person, output, seen)
    numbers = list(locked.groups.values_list("number", flat=True))
    if len(numbers) >= MOST_GROUPS:
        raise WrongEntry("group", f"an output has {MOST_GROUPS} groups at the most", next="Begin another output.")
    group = OutputGroup.objects.create(output=locked, number=max(numbers, default=0) + 1)
    _changed(person, locked, "ADD_GROUP")
    return group


@transaction.atomic
def add_files(person: Person, group: OutputGroup, seen: int, sent: Sequence[Any], kind: str) -> list[OutputFile]:
    """Files of one kind. One of a name that is there already takes its place.

    A cover sheet among them (`cover.toml`, as `alder outputs cover` writes it) is no file: what it says stands in the
    form of the group's cover sheet from then on, and the files that it names are of the kinds that it says.
    """
    locked = _open(person, group.output, seen)
    group.output = locked
    sheets = [file for file in sent if shown_name(file.name).casefold() == COVER]
    sheet = _cover_sent(sheets[0]) if sheets else {}
    about = sheet.get("files", {})
    sent = [file for file in sent if file not in sheets]
    if kind not in KINDS:
        raise WrongEntry("kind", "choose what the files are for")
    if not sent and not sheets:
        raise WrongEntry("files", "choose a file")
    names = [shown_name(file.name) for file in sent]
    for file, name in zip(sent, names, strict=True):
        if not file.size:
            raise WrongEntry("files", f"{name} is empty")
        if file.size > settings.ALDER_OUTPUT_MB << 20:
            raise WrongEntry("files", f"{name} is larger than {settings.ALDER_OUTPUT_MB} MB")
        if about.get(name, {}).get("kind") == "earlier":
            raise WrongEntry(
                "files",
                f"{name} left before, as cover.toml says",
                where="Leave it at home: the desk compares with what left by itself.",
            )
    if len({name.casefold() for name in names}) < len(names):
        raise WrongEntry("files", "two of the files have the same name")
    others = [file for file in group.present if file.name.casefold() not in {name.casefold() for name in names}]
    if len(others) + len(names) > MOST_FILES:
        raise WrongEntry("files", f"a group has {MOST_FILES} files at the most", where="Begin another group.")
    made = []
    for file, name in zip(sent, names, strict=True):
        for old in group.present.filter(name__iexact=name):
            _put_away(old)
        kept = OutputFile(group=group, name=name, kind=about.get(name, {}).get("kind", kind), size=0)
        kept.sha256, kept.size = freeze(file, folder_of(locked) / str(kept.pk))
        kept.save()
        made.append(kept)
    said: dict[str, Any] = {
        "files": [{"name": file.said_name, "sha256": file.sha256, "kind": file.kind} for file in made]
    }
    if sheets:
        _take_cover(group, sheet)
        said["cover"] = True
    _changed(person, locked, "ADD_FILES", said)
    check_runs.ask(group)
    return made


def _cover_sent(file: Any) -> dict[str, Any]:
    """What a cover sheet says that was sent as a file."""
    if file.size > LARGEST_COVER:
        raise WrongEntry("files", f"cover.toml is larger than {LARGEST_COVER >> 10} kB")
    try:
        return cover_sheets.from_toml(file.read())
    except UsageError as wrong:
        raise WrongEntry("files", wrong.what, where=wrong.next or wrong.where) from None


def _take_cover(group: OutputGroup, sheet: Mapping[str, Any]) -> None:
    """Let it be what the author says of the group: what it leaves out stays as it was."""
    files = {**group.cover.get("files", {})}
    exceptions = {**group.exceptions}
    for name, said in sheet["files"].items():
        files[name] = {key: value for key, value in said.items() if key not in ("kind", "exception")}
        rule, _, why = str(said.get("exception", "")).partition(":")
        if rule and why.strip():
            exceptions[name] = {**exceptions.get(name, {}), rule.strip().upper(): why.strip()}
    for file in group.present:
        kind = sheet["files"].get(file.name, {}).get("kind", file.kind)
        if kind in KINDS and kind != file.kind:
            file.kind = kind
            file.save(update_fields=["kind"])
    group.cover = {**group.cover, **sheet, "files": files}
    group.exceptions = exceptions
    group.save(update_fields=["cover", "exceptions"])


@transaction.atomic
def remove_file(person: Person, file: OutputFile, seen: int) -> None:
    """A file is taken back."""
    locked = _open(person, file.group.output, seen)
    file.group.output = locked
    _put_away(file)
    _changed(person, locked, "REMOVE_FILE", {"files": [{"name": file.said_name, "sha256": file.sha256}]})
    check_runs.ask(file.group)


def _put_away(file: OutputFile) -> None:
    """What was ever handed in is kept, since votes and events are about it; so is what was not, until it is tidied."""
    file.gone = True
    file.save(update_fields=["gone"])


@transaction.atomic
def save_cover(person: Person, group: OutputGroup, seen: int, cover: dict[str, Any]) -> OutputGroup:
    """What the author says of a group."""
    locked = _open(person, group.output, seen)
    group.output, group.cover = locked, cover
    group.save(update_fields=["cover"])
    _changed(person, locked, "SAVE_COVER", {"group": group.number})
    check_runs.ask(group)
    return group


@transaction.atomic
def ask_exception(person: Person, group: OutputGroup, seen: int, file: str, rule: str, reason: str) -> None:
    """Ask that a rule be set aside for a file; without a reason it is no longer asked."""
    locked = _open(person, group.output, seen)
    run = check_runs.latest(group)
    held = [one for one in held_findings(run) if (outer(one["file"]), one["rule"]) == (file, rule)] if run else []
    finding = next(iter(sorted(held, key=may_be_excepted)), None)
    if finding is None:
        raise WrongEntry("reason", "there is no such finding any more")
    if reason and not may_be_excepted(finding):
        raise WrongEntry("reason", "no exception is given from this rule", where="What it holds never leaves.")
    rules = {**group.exceptions.get(file, {}), rule: reason}
    group.exceptions = {**group.exceptions, file: {name: why for name, why in rules.items() if why}}
    group.save(update_fields=["exceptions"])
    _changed(person, locked, "ASK_EXCEPTION", {"file": f"{group.number}/{file}", "rule": rule})


def may_be_excepted(finding: Mapping[str, Any]) -> bool:
    """Whether a person may set the rule aside. A drawing that was not drawn anew leaves under no circumstances."""
    from alder.outputs import output_rule
    from alder.outputs.output_rules import Stance

    asked = output_rule(finding["rule"])
    return not finding.get("never") and (asked.stance is not Stance.NEVER or bool(asked.unless))


def outer(name: str) -> str:
    """The file that was sent, of one within it."""
    return name.partition(" > ")[0]


def held_findings(run: OutputCheckRun) -> list[dict[str, Any]]:
    """What keeps a group in until it is mended or set aside."""
    return [finding for finding in run.findings if finding["weight"] == "held"]


def open_findings(group: OutputGroup, run: OutputCheckRun) -> list[dict[str, Any]]:
    """Those for which no exception is asked. What is about no file of the group cannot be set aside."""
    return [one for one in held_findings(run) if not _is_set_aside(group, one)]


def _is_set_aside(group: OutputGroup, finding: Mapping[str, Any]) -> bool:
    """Whether an exception is asked for what is found, and one may be."""
    return finding["rule"] in group.exceptions.get(outer(finding["file"]), {}) and may_be_excepted(finding)


@transaction.atomic
def submit(person: Person, output: OutputRequest, seen: int, replies: Mapping[str, str]) -> OutputReview:
    """Hand it in: from now on it stays as it is, and checkers look at exactly these bytes."""
    locked = lock(output)
    check_unchanged(locked, seen)
    review = review_of(locked)
    said, groups = [], list(locked.groups.all())
    files = files_of(locked)
    for group in groups:
        group.output = locked
        said += _frozen_group(group, [file for file in files if file.group_id == group.pk])
    facts: dict[str, Any] = {
        "files": said,
        "cover": not any(cover_sheets.missing(group) for group in groups),
        "checked": all(is_checked(group) for group in groups),
    }
    if made_from := sources_of(groups):
        facts["sources"] = made_from
    if review.state == ReviewState.RETURNED:
        facts["replies"] = {name: words for name, words in replies.items() if words}
    action = ReviewAction.SUBMIT_AGAIN if review.state == ReviewState.RETURNED else ReviewAction.SUBMIT
    after = act(person, output, action, facts)
    for group in groups:
        check_runs.ask(group, at_desk=True)
    return after


def is_checked(group: OutputGroup) -> bool:
    """Whether the checks ran to their end on the group as it is, and each picture that leaves was drawn anew.

    Of drawings of lines a finding says why they were not, and what to do.
    """
    if not group.present.exists():
        return True
    run = check_runs.latest(group)
    if run is None or run.state != OutputCheckRun.State.DONE:
        return False
    pictures = [name for name, form in run.forms.items() if form in ("PNG picture", "JPEG picture")]
    return not group.present.filter(name__in=pictures, kind="output", redrawn="").exists()


def _frozen_group(group: OutputGroup, files: list[OutputFile]) -> list[dict[str, Any]]:
    run = check_runs.latest(group)
    held = held_findings(run) if run else []
    loose = [one for one in held if outer(one["file"]) not in {file.name for file in files}]
    said = []
    for file in files:
        own = [*(one for one in held if outer(one["file"]) == file.name), *loose]
        reasons = group.exceptions.get(file.name, {})
        whole = bool(own) and all(_is_set_aside(group, one) for one in own) and not loose
        asked = "; ".join(f"{rule}: {why}" for rule, why in sorted(reasons.items())) if whole else ""
        said.append(frozen(file, held=bool(own) and file.leaves, exception=asked))
    return said


def withdraw(person: Person, output: OutputRequest, seen: int) -> OutputReview:
    """Take the whole output back, for good."""
    return act(person, output, ReviewAction.WITHDRAW, seen=seen)


def _open(person: Person, output: OutputRequest, seen: int) -> OutputRequest:
    """The output, locked, if it is its author's turn and nothing changed since."""
    locked = lock(output)
    review = review_of(locked)
    why = why_not_see(ReviewSight.EDIT, review, str(person.pk), review_roles(person, review))
    if why:
        raise Denied(why)
    check_unchanged(locked, seen)
    return locked


def _changed(person: Person, output: OutputRequest, what: str, said: Mapping[str, Any] | None = None) -> OutputRequest:
    output.revision += 1
    output.save()
    record(str(person.pk), "author", output.thing, what, from_state=output.state, to_state=output.state, said=said)
    return output
