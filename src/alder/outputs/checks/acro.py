"""What acro recorded of an output, against the files that were handed in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from alder.outputs.cover_sheet import Part
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.outputs.acro_folder import AcroFolder
    from alder.outputs.output import Output

_SETTINGS = (
    ("safe_threshold", "threshold", "people behind a figure"),
    ("safe_dof_threshold", "freedom", "degrees of freedom"),
)


def files_are_those_that_acro_judged(output: Output) -> Iterator[OutputFinding]:
    """Checksums, outcomes, exceptions and settings."""
    for folder in output.acro:
        yield from _checksums(output, folder)
        yield from _outcomes(output, folder)
        for key, limit, what in _SETTINGS:
            asked = folder.settings.get(key)
            if isinstance(asked, (int, float)) and asked < getattr(output.limits, limit):
                yield OutputFinding(
                    OutputCheck.TYPE,
                    "FREQ",
                    Weight.HELD,
                    FindingPlace(f"{folder.at}config.json", key),
                    f"acro was run with a lower limit for {what}",
                    "Run it again with the limits of your service.",
                )


def _checksums(output: Output, folder: AcroFolder) -> Iterator[OutputFinding]:
    for content in output.contents:
        wanted = folder.checksums.get(content.name)
        if wanted and hashlib.sha256(content.file.bytes).hexdigest() != wanted:
            yield OutputFinding(
                OutputCheck.TYPE,
                "NB",
                Weight.HELD,
                FindingPlace(content.name),
                "it changed after acro judged it: its checksum differs",
                "Finalise the session of acro anew, and change nothing in its folder after that.",
            )


def _outcomes(output: Output, folder: AcroFolder) -> Iterator[OutputFinding]:
    there = {content.name for content in output.contents}
    for record in folder.records:
        place = FindingPlace(f"{folder.at}results.json", record.id)
        missing = [name for name in record.files if name not in there]
        if missing:
            yield OutputFinding(
                OutputCheck.TYPE,
                "NB",
                Weight.HELD,
                place,
                "a file that acro recorded is not there",
                "Hand in the whole folder that acro wrote, or remove the output from its session.",
            )
        if record.status == "fail":
            yield OutputFinding(
                OutputCheck.COUNTS,
                record.statistic or "NB",
                Weight.LOOK if record.exception else Weight.HELD,
                place,
                "acro found that it fails" + (", and an exception is asked for" if record.exception else ""),
                "Two people decide whether the reason holds."
                if record.exception
                else "Mend it or let acro hide what is small, or ask for an exception with its reason.",
            )
        elif record.status == "review":
            yield OutputFinding(
                OutputCheck.COUNTS,
                record.statistic or "NB",
                Weight.LOOK,
                place,
                "acro could not judge it",
                "A person looks at it.",
            )
    for content in output.leaving:
        inner = content.name.removeprefix(folder.at)
        if (
            content.name.startswith(folder.at)
            and folder.at
            and " > " not in inner
            and content.name not in folder.recorded
            and output.part(content) is Part.OUTPUT
        ):
            yield OutputFinding(
                OutputCheck.TYPE,
                "NB",
                Weight.LOOK,
                FindingPlace(content.name),
                "it lies in the folder of acro and acro recorded nothing of it",
                "Add it with acro (custom output), or hand it in beside the folder.",
            )
