"""From files to a verdict: gathering what is handed in, running every check, and saying what was found."""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from alder.errors import UnreadableFile, UsageError
from alder.outputs.acro_folder import acro_folders, with_acro
from alder.outputs.content import Form, OutputContent, SubmittedFile
from alder.outputs.cover_sheet import FILE_NAME, CoverSheet, Part, read_cover_sheet
from alder.outputs.extent import Extent
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.output import Output
from alder.outputs.output_rules import Limits
from alder.outputs.readers import read
from alder.outputs.readers.packages import DEEPEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alder.outputs.microdata import Microdata

MOST_FILES = 500
"""Files of one output: more than a group of outputs has, fewer than a folder that was named by mistake."""


@dataclass(frozen=True, eq=False)
class OutputVerdict:
    """What was found in one output."""

    output: Output
    findings: tuple[OutputFinding, ...]
    seconds: float = 0.0
    places: tuple[OutputFinding, ...] = ()
    """Every finding at every place, where `findings` has one for all that say the same: for pages that mark cells."""

    @property
    def name(self) -> str:
        return self.output.name

    @cached_property
    def held(self) -> tuple[OutputFinding, ...]:
        """What keeps it in."""
        return tuple(finding for finding in self.findings if finding.weight is Weight.HELD)

    @cached_property
    def to_look_at(self) -> tuple[OutputFinding, ...]:
        """What a person has to decide."""
        return tuple(finding for finding in self.findings if finding.weight is Weight.LOOK)

    @property
    def is_held(self) -> bool:
        return bool(self.held)

    @property
    def exit_code(self) -> int:
        """0 where nothing keeps it in, 1 where something does."""
        return 1 if self.is_held else 0


def check_outputs(
    paths: Iterable[Path | str],
    *,
    limits: Limits | None = None,
    microdata: Microdata | None = None,
    progress: Callable[[int], object] = lambda done: None,
) -> list[OutputVerdict]:
    """Each path is an output: a file, or a folder of files that are judged together.

    Files that are named side by side are one output, too, since whoever takes them out has them side by side.
    `microdata` are the records that they were made from: who stands behind each figure is then counted.

    Raises `UsageError` where there is no such file or nothing to check, and for a cover sheet that cannot be read.
    """
    found = []
    for name, files, whole in _gathered(paths):
        began = time.perf_counter()
        output = replace(_read_output(name, files, limits, whole=whole), microdata=microdata)
        found.append(_judged(output, began))
        progress(1)
    return found


def read_outputs(paths: Iterable[Path | str], *, one: bool = False) -> list[Output]:
    """The same outputs, read and not judged. With `one`, raises `UsageError` where they are several."""
    gathered = list(_gathered(paths))
    if one and len(gathered) > 1:
        raise UsageError("these are several outputs", next="Name one folder, or files that belong together.")
    return [_read_output(name, files, None, whole=whole) for name, files, whole in gathered]


def _gathered(paths: Iterable[Path | str]) -> Iterator[tuple[str, list[SubmittedFile], bool]]:
    """Each output's name and files, and whether all that its cover sheet names has to be there."""
    named = [Path(path) for path in paths]
    if not named:
        raise UsageError("there is nothing to check", next="Name a file or a folder: alder outputs check FILE...")
    files = [path for path in named if not path.is_dir()]
    for folder in named:
        if folder.is_dir():
            yield folder.resolve().name, _in_folder(folder), True
    if files:
        yield files[0].name if len(files) == 1 else f"{len(files)} files", _beside(files), False


def _in_folder(folder: Path) -> list[SubmittedFile]:
    paths: list[Path] = []
    for at, folders, names in os.walk(folder, onerror=_not_entered):
        folders.sort()
        for path in (Path(at, name) for name in sorted([*folders, *names])):
            if path.is_symlink():
                raise UnreadableFile(
                    f"{path.relative_to(folder)} is a link, not a file",
                    where=str(folder),
                    next="Put the file itself in its place.",
                )
        paths += [Path(at, name) for name in names]
        if len(paths) > MOST_FILES:
            raise UsageError(
                f"there are more than {MOST_FILES} files in {folder}",
                next="An output has no more: name the folder that holds what is to leave, or the files themselves.",
            )
    if not paths:
        raise UsageError(f"there is no file in {folder}", next="Name the folder that holds what is to leave.")
    paths.sort()
    return [SubmittedFile(path.relative_to(folder).as_posix(), _bytes(path)) for path in paths]


def _not_entered(error: OSError) -> NoReturn:
    raise UnreadableFile(
        f"the folder {error.filename} cannot be read: {error.strerror}",
        next="What lies in it would leave unseen: take it out, or ask for the right to read it.",
    ) from None


def _beside(paths: Sequence[Path]) -> list[SubmittedFile]:
    """Files that are named by themselves. Of a cover sheet beside them holds what it says of them and of its evidence.

    What it names as leaving, and nobody asked for now, is not missed.
    """
    plain = [path.name for path in paths]
    names = plain if len(set(plain)) == len(plain) else [path.as_posix() for path in paths]
    files = [SubmittedFile(name, _bytes(path)) for name, path in zip(names, paths, strict=True)]
    folders = {path.parent for path in paths}
    sheet = next(iter(folders)) / FILE_NAME
    if len(folders) > 1 or FILE_NAME in names or not sheet.is_file():
        return files
    cover = read_cover_sheet(_bytes(sheet).decode("utf-8-sig", errors="replace"))
    evidence = [said.name for said in cover.files if said.kind in (Part.SUPPORTING, Part.EARLIER)]
    there = [name for name in evidence if name not in names and (sheet.parent / name).is_file()]
    files += [SubmittedFile(name, _bytes(sheet.parent / name)) for name in there]
    return [*files, SubmittedFile(FILE_NAME, _bytes(sheet))]


def _bytes(path: Path) -> bytes:
    try:
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):
            raise UnreadableFile(
                f"{path.name} is no file but a pipe or a device", next="Save what comes from it, and name the file."
            )
        if before.st_size > LARGEST:
            raise UnreadableFile(
                f"{path.name} is larger than {LARGEST >> 20} MB",
                next="An output is what a person can check: hand in a part of it.",
            )
        found = path.read_bytes()
        after = path.stat()
        if len(found) != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
            raise UnreadableFile(
                f"{path.name} changed while it was read", next="Wait until the program that writes it has ended."
            )
        return found
    except FileNotFoundError:
        raise UsageError(f"there is no file {path}", next="Name a file or a folder that is there.") from None
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be read: {error.strerror}") from None


LARGEST = 256 << 20
"""Bytes of one file that are read at all; what is larger than an output may be is a finding far below it."""


def _read_output(name: str, files: Sequence[SubmittedFile], limits: Limits | None, *, whole: bool = True) -> Output:
    sheets = [file for file in files if file.name.rpartition("/")[2] == FILE_NAME]
    cover = (
        read_cover_sheet(sheets[0].bytes.decode("utf-8-sig", errors="replace"), sheets[0].name)
        if sheets
        else CoverSheet()
    )
    others = [file for file in files if file not in sheets]
    if not others:
        raise UsageError(f"there is nothing in {name} but its cover sheet", next="Put the files beside it.")
    if not whole:
        there = {file.name for file in others}
        cover = replace(cover, files=tuple(said for said in cover.files if said.name in there))
    acro = acro_folders(others)
    cover = with_acro(cover, acro, [file.name for file in others])
    return Output(name, list(_read_all(others, Extent())), cover, bool(sheets), limits or Limits(), acro)


def _judged(output: Output, began: float) -> OutputVerdict:
    from alder.outputs.checks import CHECKS  # they take two seconds to load, and whoever reads a cover sheet needs none

    findings = [*_about_cover(output), *(finding for check in CHECKS for finding in check(output))]
    together = tuple(sorted(_together(findings), key=_order))
    return OutputVerdict(output, together, time.perf_counter() - began, tuple(findings))


def _together(findings: Iterable[OutputFinding]) -> list[OutputFinding]:
    """One finding for all that say the same of a file, at the first place, with how often it is so."""
    found: dict[tuple[object, ...], OutputFinding] = {}
    for finding in findings:
        key = (finding.check, finding.rule, finding.weight, finding.place.file, finding.what)
        first = found.get(key)
        found[key] = finding if first is None else replace(first, times=first.times + finding.times)
    return list(found.values())


def _order(finding: OutputFinding) -> tuple[int, int, str, str]:
    return list(Weight).index(finding.weight), finding.check, finding.place.file, finding.place.at


def _read_all(files: Iterable[SubmittedFile], extent: Extent) -> Iterator[OutputContent]:
    """Each file, and what is within it."""
    for file in files:
        content = read(file, extent)
        yield content
        if file.name.count(" > ") < DEEPEST:
            yield from _read_all(content.parts, extent)


def _about_cover(output: Output) -> Iterator[OutputFinding]:
    """What the cover sheet says of files that are not there, and exceptions that a person has to decide."""
    there = {content.name for content in output.contents}
    for said in output.cover.files:
        place = FindingPlace(FILE_NAME, said.name)
        if said.name not in there:
            yield OutputFinding(
                OutputCheck.TYPE,
                "NB",
                Weight.HELD,
                place,
                "the cover sheet names a file that is not there",
                "Add the file, or correct its name.",
            )
        if said.counts and said.counts not in there:
            yield OutputFinding(
                OutputCheck.TYPE,
                "NB",
                Weight.HELD,
                place,
                "the cover sheet names counts that are not there",
                "Add the file of counts, or correct its name.",
            )
        if said.exception:
            yield OutputFinding(
                OutputCheck.TYPE,
                said.excepted or "NB",
                Weight.LOOK,
                place,
                "an exception is asked for",
                "Two people decide whether the reason holds.",
            )
    if not any(output.part(content) in (Part.OUTPUT, Part.CODE) for content in output.contents):
        yield OutputFinding(
            OutputCheck.TYPE,
            "NB",
            Weight.HELD,
            FindingPlace(FILE_NAME),
            "no file is to leave",
            "Name at least one file of kind output.",
        )


def forms_of(output: Output) -> list[tuple[str, Form, Part]]:
    """What each file is, and what it is there for."""
    return [
        (content.name, content.form, output.part(content)) for content in output.contents if " > " not in content.name
    ]
