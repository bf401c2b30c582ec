"""What checkers do: votes that the other does not see, a return, what settles a conflict, approval and rejection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from alder.errors import WrongEntry
from alder.governance import Role
from alder.governance.output_review import RETURN_REASONS, ReviewAction, ReviewState
from alder.web.accounts.models import Person
from alder.web.accounts.notices import notify
from alder.web.accounts.same_person import is_same_person
from alder.web.output_desk import check_runs, incidents
from alder.web.output_desk.conflicts import conflict_of
from alder.web.output_desk.models import OutputCheckRun, OutputReturn, UnsentVote
from alder.web.output_desk.readings import note_look
from alder.web.output_desk.reviews import act, frozen_files, lock, present_hashes, review_of
from alder.web.output_desk.sources import people_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alder.governance.output_review import OutputReview
    from alder.web.output_desk.models import OutputRequest

CHANGED_FILE = "A file is no longer what its author handed in. An incident was opened. Return the output."


def save_votes(person: Person, output: OutputRequest, votes: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep what a checker has written so far, for them alone."""
    UnsentVote.objects.update_or_create(
        output=output,
        person=person,
        turn=output.turn,
        defaults={"said": {name: dict(one) for name, one in votes.items()}},
    )


def review(person: Person, output: OutputRequest, votes: Sequence[Mapping[str, Any]]) -> OutputReview:
    """Send one's votes. Those of the other stay hidden until both are in."""
    check_files(output)
    if any(vote["approves"] for vote in votes):
        _insist_on_checks(output)
    with transaction.atomic():
        after = act(person, output, ReviewAction.REVIEW, {"votes": [dict(vote) for vote in votes]})
        note_look(person, output, votes=True)
        UnsentVote.objects.filter(output=output, person=person).delete()
        if after.state is ReviewState.REVIEWED:
            tell_desk(output, (Role.CHECKER, Role.SENIOR_CHECKER))
    return after


def _insist_on_checks(output: OutputRequest) -> None:
    """Nothing is approved on which the checks at the desk have not run to their end."""
    for group in output.groups.all():
        if not group.present.exists():
            continue
        run = check_runs.latest(group, at_desk=True)
        if run is None:  # the rules changed since it was handed in: they are checked by those of today
            with transaction.atomic():
                check_runs.ask(group, at_desk=True)
        if run is None or run.state == OutputCheckRun.State.WAITING:
            raise WrongEntry(
                "votes", "the automatic checks at the desk are still running", where="Save, and send later."
            )
        if run.state == OutputCheckRun.State.FAILED:
            raise WrongEntry(
                "votes",
                "the automatic checks at the desk could not be done, so nothing is approved",
                where="Run them again, or ask for changes.",
            )


def check_files(output: OutputRequest) -> None:
    """See that each file is what was handed in. Where it is not, an incident is opened and nothing else is done."""
    wanted = {file.name: file.sha256 for file in review_of(output).files}
    found = frozen_files(output, review_of(output))
    if wanted == present_hashes(found.values()):
        return
    incidents.open_by_system(output, "A file of an output is no longer what its author handed in.")
    raise WrongEntry("votes", CHANGED_FILE)


@transaction.atomic
def return_early(person: Person, output: OutputRequest, reason: str, categories: Iterable[str]) -> OutputReview:
    """Send it back before both have voted, since anybody sees what is wrong."""
    after = act(person, output, ReviewAction.RETURN_EARLY, {"reason": reason, "categories": _known(categories)})
    note_look(person, output, votes=True)
    UnsentVote.objects.filter(output=output).delete()
    _note_return(output, categories)
    return after


@transaction.atomic
def send_back(person: Person, output: OutputRequest, seen: int, reason: str, categories: Iterable[str]) -> OutputReview:
    """Return it with the comments of both."""
    said = {"reason": reason, "categories": _known(categories)}
    after = act(person, output, ReviewAction.RETURN, said, seen=seen)
    _note_return(output, categories)
    return after


def _known(categories: Iterable[str]) -> list[str]:
    found = [name for name in RETURN_REASONS if name in set(categories)]
    if not found:
        raise WrongEntry("categories", "choose at least one reason: they are counted")
    return found


def _note_return(output: OutputRequest, categories: Iterable[str]) -> None:
    kept = [OutputReturn(output=output, turn=output.turn, reason=name) for name in _known(categories)]
    OutputReturn.objects.bulk_create(kept)
    tell_author(output)


def settle(person: Person, output: OutputRequest, seen: int, votes: Sequence[Mapping[str, Any]]) -> OutputReview:
    """A senior checker's vote on what two see differently."""
    check_files(output)
    return act(person, output, ReviewAction.SETTLE, {"votes": [dict(vote) for vote in votes]}, seen=seen)


@transaction.atomic
def approve(person: Person, output: OutputRequest, seen: int) -> OutputReview:
    """Both approved every file that leaves: a release officer has the turn."""
    if reopened := void_votes_of_near(output):
        return reopened
    after = act(person, output, ReviewAction.APPROVE, seen=seen)
    tell_author(output)
    tell_desk(output, (Role.RELEASE_OFFICER,))
    return after


@transaction.atomic
def reject(person: Person, output: OutputRequest, seen: int, reason: str) -> OutputReview:
    """It stays for good."""
    after = act(person, output, ReviewAction.REJECT, {"reason": reason}, seen=seen)
    tell_author(output)
    return after


@transaction.atomic
def check_again(person: Person, output: OutputRequest) -> None:
    """Have the checks at the desk run once more, beside what left since."""
    locked = lock(output)
    for group in locked.groups.all():
        group.output = locked
        check_runs.ask(group, at_desk=True)


def tell_author(output: OutputRequest) -> None:
    notify([output.author], f"output {output.pk}", f"/outputs/{output.key}")


def tell_desk(output: OutputRequest, roles: Iterable[Role]) -> None:
    """Whoever has one of these roles for it and did not write it."""
    people = {one.pk: one for role in roles for one in people_for(output, role) if one.pk != output.author_id}
    notify(people.values(), f"output {output.pk}", f"/desk/outputs/{output.key}")


@transaction.atomic
def void_votes_of_near(output: OutputRequest) -> OutputReview | None:
    """Put an output back to review where somebody who voted turns out to be too near to its author, or to be one person
    with the other; None where not.
    """
    voters = list(Person.objects.filter(pk__in={vote.checker for vote in review_of(output).votes}))
    votes = [str(one.pk) for one in voters]
    if not any(is_same_person(one, output.author) or conflict_of(one, output, votes) for one in voters):
        return None
    after = act(
        None, output, ReviewAction.REOPEN, {"reason": "Somebody who voted is too near to its author, or voted twice."}
    )
    tell_desk(output, (Role.CHECKER,))
    return after
