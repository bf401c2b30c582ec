"""Tables made by hand: what no query says, a statistician makes as an output, and its release answers the request.

The output goes its whole way at the output desk: automatic checks, two people who neither made nor asked for it, a
release with a certificate. What is done to it moves the request in the same transaction (`follow`), so that neither is
ever ahead of the other. Its files are handed over from the desk, where each is compared with what was approved.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpResponse

from alder import wall_clock
from alder.errors import Inconsistency
from alder.governance import Denied
from alder.governance.output_review import ReviewAction
from alder.governance.table_request import RequestAction
from alder.web.following.tasks import tell_soon
from alder.web.output_desk import drafts, file_views, releases
from alder.web.output_desk.models import OutputFile
from alder.web.output_desk.private_files import leaving_path, open_frozen
from alder.web.output_desk.reviews import frozen_files
from alder.web.table_requests.answerers import source_of
from alder.web.table_requests.answering import begin, keep_title, keep_words
from alder.web.table_requests.models import AnswerKind, AnswerState, RequestRecord, TableAnswer
from alder.web.table_requests.process import SITE, RequestActor, act, check, check_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http.response import HttpResponseBase

    from alder.governance.output_review import OutputReview
    from alder.web.accounts.models import Person
    from alder.web.output_desk.models import OutputRequest

MOST_ROWS, MOST_COLUMNS = 200, 40
"""So much of a table stands on its page; its file has all."""
CERTIFICATES = {"certificate.json": "Certificate of release (JSON)", "certificate.txt": "Certificate of release (text)"}
_FIGURE = re.compile(r"[-+]?[£$€]?[\d,. ]*\d%?|\[?[a-z*~]{1,3}\]?|[-–:.]{1,2}|")
"""A number, a symbol that stands for one (`c`, `[c]`, `*`), or nothing."""


@transaction.atomic
def begin_by_hand(row: RequestRecord, person: Person, *, said: str, hides_words: bool) -> OutputRequest:
    """A statistician begins an output that is to answer a request, and works on it at the output desk.

    `said` is what stands beside the table. Raises `Denied` where another answer is being made, and `WrongEntry`.
    """
    check_words(reason=said)
    who = RequestActor.of(person)
    check(row, who, RequestAction.HAND_IN, output="begun", csv="begun")
    if hides_words:
        row = keep_words(row)
    asked = f"To answer request {row.pk}: {row.title}\n\n{row.words}".strip()
    output = drafts.begin(
        person,
        title=row.title[: drafts.LONGEST["title"]],
        purpose=asked if len(asked) <= (most := drafts.LONGEST["purpose"]) else f"{asked[: most - 2]} …",
        planned_use="public",
        deadline=row.due,
        recipients=(),
        answers=f"request {row.pk}",
        asker=row.asker,
        source=source_of(row.query),
    )
    begin(row, AnswerKind.BY_HAND, {}, "", who=who, said=said, output=output)
    return output


def under_way(row: RequestRecord) -> TableAnswer | None:
    """The table that is made by hand for a request now."""
    begun = row.answers.filter(kind=AnswerKind.BY_HAND, state=AnswerState.BEGUN)
    return begun.select_related("output", "by").first()


def follow(output: OutputRequest, action: ReviewAction, review: OutputReview) -> None:
    """Let a request follow the output that is to answer it, within the transaction of the act.

    An output whose request was withdrawn, refused or taken over meanwhile answers nothing, whatever becomes of it.
    """
    if action not in _FOLLOWS:
        return
    theirs = TableAnswer.objects.filter(output=output)
    RequestRecord.objects.select_for_update().filter(pk__in=theirs.values("request")).first()
    # What happened to the request until now is known from here on, and nothing more happens to it meanwhile.
    still = theirs.filter(state__in=(AnswerState.BEGUN, AnswerState.READY))
    if (answer := still.select_related("request").first()) is not None:
        _FOLLOWS[action](answer, output, review)


def _handed_in(answer: TableAnswer, output: OutputRequest, review: OutputReview) -> None:
    tables = [file for file in frozen_files(output, review).values() if file.leaves and _is_csv(file.name)]
    for file in tables:
        _shown(file)  # what cannot be shown is not handed in: after its release it would be too late
    named = tables[0].said_name if tables else ""
    act(answer.request, RequestActor.of(output.author), RequestAction.HAND_IN, output=str(output.pk), csv=named)


def _came_back(answer: TableAnswer, output: OutputRequest, review: OutputReview) -> None:
    act(answer.request, SITE, RequestAction.GIVE_BACK, reason=f"Output {output.pk} came back from the checkers.")


def _rejected(answer: TableAnswer, output: OutputRequest, review: OutputReview) -> None:
    _ended(answer, output, review)
    act(answer.request, SITE, RequestAction.GIVE_BACK, reason=answer.why)


def _ended(answer: TableAnswer, output: OutputRequest, review: OutputReview) -> None:
    answer.state, answer.why = AnswerState.FAILED, f"Output {output.pk} was {review.state}."
    answer.save(update_fields=["state", "why"])


def _released(answer: TableAnswer, output: OutputRequest, review: OutputReview) -> None:
    certificate = releases.as_json(output.certificate)
    leaving = [file for file in frozen_files(output, review).values() if file.leaves]
    tables = [file for file in leaving if _is_csv(file.name)]
    row = act(
        answer.request,
        SITE,
        RequestAction.ANSWER_BY_HAND,
        output=str(output.pk),
        certificate=hashlib.sha256(certificate).hexdigest(),
    )
    answer.request, answer.state, answer.ready = row, AnswerState.READY, wall_clock.now()
    answer.title = str(tables[0].group.cover.get("title") or output.title)[:300]
    answer.facts = {
        "tables": [_shown(file) for file in tables],
        "covers": list({file.group_id: _cover(file) for file in leaving}.values()),
    }
    answer.files = [*_files(leaving), *_certificates(output)]
    answer.save()
    keep_title(row, answer)
    tell_soon()


def _recalled(answer: TableAnswer, output: OutputRequest, review: OutputReview) -> None:
    act(answer.request, SITE, RequestAction.RECALL, output=str(output.pk), reason=WITHDRAWN)
    answer.state, answer.recalled = AnswerState.RECALLED, wall_clock.now()
    answer.facts, answer.files, answer.said = {}, [], ""  # it is at the desk, for those who look into it
    answer.save()
    tell_soon()


WITHDRAWN = "Something in it should not be public. Delete every copy. A statistician looks at the request again."
"""What is said of a table that was recalled: the reason is the desk's, and may tell what should not be told."""
_FOLLOWS = {
    ReviewAction.SUBMIT: _handed_in,
    ReviewAction.SUBMIT_AGAIN: _handed_in,
    ReviewAction.RETURN_EARLY: _came_back,
    ReviewAction.RETURN: _came_back,
    ReviewAction.REJECT: _rejected,
    ReviewAction.WITHDRAW: _ended,
    ReviewAction.LAPSE: _ended,
    ReviewAction.CONFIRM: _released,
    ReviewAction.RECALL: _recalled,
}


# What is shown and handed over


def _is_csv(name: str) -> bool:
    return name.casefold().endswith(".csv")


def _cover(file: OutputFile) -> dict[str, Any]:
    return {name: value for name, value in file.group.cover.items() if name != "files"}


def _shown(file: OutputFile) -> dict[str, Any]:
    """A table as its page shows it, read from the very bytes that were approved. Raises `Denied` where it is none."""
    from alder.outputs.readers.forms import separator_of, text_of  # the readers take a while to load

    with open_frozen(leaving_path(file)) as opened:
        data = opened.read()
    if hashlib.sha256(data).hexdigest() != file.leaving_sha256:
        raise Inconsistency(f"{file.said_name} is no longer what was approved")
    text = text_of(data) or ""
    read = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text) or ",")
    try:
        rows = [[cell.strip() for cell in row] for row in read if any(cell.strip() for cell in row)]
    except csv.Error:
        rows = []
    if len(rows) < 2:
        raise Denied(f"{file.name} cannot be read as a table in CSV: names of columns, and rows below them.")
    width = max(len(row) for row in rows)
    names, *below = [(row + [""] * width)[: min(width, MOST_COLUMNS)] for row in rows]
    return {
        "file": file.name,
        "title": str(file.group.cover.get("title") or file.name),
        "names": names,
        "numeric": [all(_FIGURE.fullmatch(row[n]) for row in below) for n in range(len(names))],
        "rows": below[:MOST_ROWS],
        "all_rows": len(below),
        "all_columns": width,
    }


def _files(leaving: Iterable[OutputFile]) -> list[dict[str, Any]]:
    """Those that leave, each under a name of its own in the address of the answer."""
    files = list(leaving)
    names = [file.name.casefold() for file in files]
    is_clear = len(set(names)) == len(names) and not set(names) & set(CERTIFICATES)
    return [
        {
            "name": file.name if is_clear else f"{file.group.number}-{file.name}",
            "title": file.name,
            "bytes": leaving_path(file).stat().st_size,
            "sha256": file.leaving_sha256,
            "file": str(file.pk),
        }
        for file in files
    ]


def _certificates(output: OutputRequest) -> list[dict[str, Any]]:
    found = []
    for name, title in CERTIFICATES.items():
        data = _certificate(output, name)
        found.append({"name": name, "title": title, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()})
    return found


def _certificate(output: OutputRequest, name: str) -> bytes:
    is_json = name.endswith(".json")
    return releases.as_json(output.certificate) if is_json else releases.as_text(output.certificate).encode()


def handed_over(answer: TableAnswer, file: dict[str, Any]) -> HttpResponseBase:
    """A file of an answer, byte for byte as it was released. What is no longer that is not there, and an incident."""
    output = answer.output
    if output is None:
        raise Inconsistency(f"{answer} was made by hand and has no output")
    if "file" in file:
        found = OutputFile.objects.select_related("group").get(pk=file["file"], group__output=output)
        found.group.output = output
        return file_views.saved(found, output)
    kind = "application/json" if file["name"].endswith(".json") else "text/plain; charset=utf-8"
    reply = HttpResponse(_certificate(output, file["name"]), content_type=kind)
    reply["Content-Disposition"] = f'attachment; filename="{file["name"]}"'
    return reply
