"""What was found, for people at a terminal, for programs, and as a page."""

from __future__ import annotations

import hashlib
import json
import textwrap
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from alder import __version__
from alder.errors import UsageError
from alder.look.page import write
from alder.look.words import counted, listed
from alder.outputs.acro_folder import RESULTS, VERSION
from alder.outputs.checking import forms_of
from alder.outputs.cover_sheet import Part
from alder.outputs.finding import OutputCheck, OutputFinding, Weight
from alder.outputs.output_rules import Stance, output_rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from alder.outputs.checking import OutputVerdict
    from alder.outputs.output_rules import OutputRule

WIDTH = 100
LEAVES_BY_PEOPLE = (
    "No program releases an output. Two people who did not make it look at every file, whatever it says here."
)
_HEADINGS = {
    Weight.HELD: "Put right before you hand it in",
    Weight.LOOK: "For a person to decide",
    Weight.NOTE: "Good to know",
}
_SIGNS = {Weight.HELD: "✗", Weight.LOOK: "?", Weight.NOTE: "·"}


def sentence(verdict: OutputVerdict) -> str:
    """The verdict in a sentence."""
    held, look = len(verdict.held), len(verdict.to_look_at)
    if held:
        return f"It would be held: {counted(held, 'finding')} to put right first."
    if look:
        return f"Nothing was found that would hold it. {counted(look, 'thing')} for a person to decide."
    return "Nothing was found that would hold it."


def as_text(verdict: OutputVerdict) -> str:
    """Lines for a terminal."""
    lines = [verdict.name, "", f"  {sentence(verdict)}", ""]
    if not verdict.output.has_cover:
        lines += [
            *_wrapped(
                "There is no cover sheet. With one (cover.toml: what it shows, of whom, how many, rounded "
                "how) fewer things have to be guessed: "
                "alder outputs cover FILE... writes one to fill in.",
                "  ",
            ),
            "",
        ]
    for weight in Weight:
        findings = [finding for finding in verdict.findings if finding.weight is weight]
        if findings:
            lines += [f"  {_HEADINGS[weight]}", ""]
            for finding in findings:
                lines += [*_told(finding), ""]
    files = forms_of(verdict.output)
    leaving = [f"{name} ({form})" for name, form, part in files if part in (Part.OUTPUT, Part.CODE)]
    beside = len(files) - len(leaving)
    more = f", and {counted(beside, 'file')} beside that would stay" if beside else ""
    lines += _wrapped(f"Looked at: {listed(leaving)}{more}.", "  ")
    lines += ["", *_wrapped(LEAVES_BY_PEOPLE, "  ")]
    return "\n".join(lines)


def _told(finding: OutputFinding) -> Iterator[str]:
    times = f" ({counted(finding.times, 'time')})" if finding.times > 1 else ""
    yield f"  {_SIGNS[finding.weight]} {finding.place}"
    yield from _wrapped(f"{finding.what[:1].upper()}{finding.what[1:]}{times}.", "    ")
    yield from _wrapped(finding.mend, "    ")
    yield f"    check {int(finding.check)}, rule {finding.rule}: {output_rule(finding.rule).name}"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def as_object(verdicts: Sequence[OutputVerdict]) -> list[dict[str, Any]]:
    """For programs: each output with its files and findings. Keys are lasting."""
    return [
        {
            "output": verdict.name,
            "held": verdict.is_held,
            "says": sentence(verdict),
            "files": [
                {"name": name, "form": str(form), "kind": str(part)} for name, form, part in forms_of(verdict.output)
            ],
            "findings": [
                {
                    "check": int(finding.check),
                    "rule": finding.rule,
                    "weight": str(finding.weight),
                    "file": finding.place.file,
                    "at": finding.place.at,
                    "what": finding.what,
                    "mend": finding.mend,
                    "times": finding.times,
                }
                for finding in verdict.findings
            ],
        }
        for verdict in verdicts
    ]


def write_page(verdicts: Sequence[OutputVerdict], path: Path) -> None:
    """The same as a page of its own, each check with what it asks and what it found."""
    write(
        path,
        "alder.outputs",
        "findings.html.j2",
        verdicts=[(verdict, sentence(verdict), _checks(verdict), forms_of(verdict.output)) for verdict in verdicts],
        title=listed([verdict.name for verdict in verdicts]),
        people=LEAVES_BY_PEOPLE,
        rule=output_rule,
    )


def _checks(verdict: OutputVerdict) -> list[tuple[OutputCheck, list[OutputFinding]]]:
    found: dict[OutputCheck, list[OutputFinding]] = {check: [] for check in OutputCheck}
    for finding in verdict.findings:
        found[finding.check].append(finding)
    return list(found.items())


def listed_rules(rules: Iterable[OutputRule]) -> Iterator[str]:
    """A line for each kind."""
    for rule in rules:
        yield f"{rule.id:<8} {rule.stance:<12} {rule.name}"
    yield ""
    yield "One of them: alder outputs rules ID"


def explained_rule(rule: OutputRule) -> Iterator[str]:
    """One kind, whole."""
    yield f"{rule.id}: {rule.name} ({_STANCES[rule.stance]})"
    yield ""
    yield from _wrapped(rule.asks, "  ")
    yield from _wrapped(f"Show: {rule.show}.", "  ")
    if rule.unless:
        yield from _wrapped(f"A checker may set it aside where {rule.unless}.", "  ")


_STANCES = {
    Stance.SAFE: "leaves once the numbers behind it are stated and suffice",
    Stance.CONDITIONAL: "leaves if what its rule asks is shown",
    Stance.UNSAFE: "stays unless each of its cells keeps the rule",
    Stance.NEVER: "does not leave",
}


def write_acro(verdict: OutputVerdict, into: Path, at: datetime) -> None:
    """Write what is to leave of an output as a folder of acro, with what was found of each file.

    Raises `UsageError` where there is something at `into` already.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise UsageError(f"{into} is not empty", next="Name a folder that is not there yet.")
    output = verdict.output
    leaving = [content for content in output.leaving if " > " not in content.name]
    (into / "checksums").mkdir(parents=True, exist_ok=True)
    names: dict[str, str] = {}
    for content in leaving:
        plain = PurePosixPath(content.name).name
        names[content.name] = plain if plain not in names.values() else content.name.replace("/", "_")
        (into / names[content.name]).write_bytes(content.file.bytes)
    records = {names[content.name]: _written(verdict, content.name, names[content.name], at) for content in leaving}
    results = {"version": VERSION, "tool": {"name": "Alder", "version": __version__}, "results": records}
    settings = {
        "safe_threshold": output.threshold,
        "safe_dof_threshold": output.limits.freedom,
        "safe_nk_n": output.limits.largest,
        "safe_nk_k": output.limits.largest_share,
        "safe_pratio_p": output.limits.p,
        "safe_round_base": output.cover.rounding or output.limits.base,
        "survival_safe_threshold": output.threshold,
        "zeros_are_disclosive": True,
    }
    for name, said in ((RESULTS, results), ("config.json", settings)):
        (into / name).write_text(json.dumps(said, indent=4, ensure_ascii=False), encoding="utf-8")
    for name in (*names.values(), RESULTS):
        digest = hashlib.sha256((into / name).read_bytes()).hexdigest()
        (into / "checksums" / f"{name}.txt").write_text(digest, encoding="utf-8")


def _written(verdict: OutputVerdict, name: str, plain: str, at: datetime) -> dict[str, Any]:
    own = [f for f in verdict.findings if f.place.file.partition(" > ")[0] == name]
    status = "fail" if any(f.weight is Weight.HELD for f in own) else "review" if own else "pass"
    cover, said = verdict.output.cover, verdict.output.cover.of(name)
    return {
        "uid": plain,
        "status": status,
        "type": "custom",
        "properties": {} if said.df is None else {"dof": said.df},
        "files": [{"name": plain, "sdc": {}}],
        "outcome": {},
        "command": said.made_by or "custom",
        "summary": "; ".join(f"{f.place}: {f.what}" for f in own) or status,
        "timestamp": at.isoformat(),
        "comments": [text for text in (cover.title, cover.shows, cover.population) if text],
        "exception": said.exception,
        "fair": {},
    }
