"""The trace of one learner: how each aim was judged, in words for the terminal. It is never written to a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from alder.errors import NotProtected
from alder.look.words import counted, listed
from alder.measures.step import on
from alder.model.definition import Parameter
from alder.model.explanation import Explanation, Section
from alder.model.years import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from alder.measures.measure import Measure, Scope
    from alder.model.definition import Setting
    from alder.model.period import AcademicYear, ReturnNumber


@dataclass(frozen=True)
class ReturnRead:
    """A return that the measure was worked out from."""

    ukprn: int
    provider: str
    year: AcademicYear
    return_number: ReturnNumber
    file_name: str

    @property
    def words(self) -> str:
        return f"ILR {self.year} {self.return_number}" + (f", {self.file_name}" if self.file_name else "")


@dataclass(frozen=True, repr=False)
class Verdict:
    """What became of an aim in one scope: what each step says, in which counts it is, and why it was left out."""

    scope: Scope | None
    steps: tuple[tuple[str, str], ...]
    counts: Mapping[str, bool]
    left_out: str | None


@dataclass(frozen=True, repr=False)
class JudgedAim:
    """One aim: where it was read, in which years' returns it is, and its verdict in each scope."""

    reference: str
    number: int | None
    begun: date | None
    read_from: ReturnRead
    line: int | None
    found_in: tuple[AcademicYear, ...]
    verdicts: tuple[Verdict, ...] = field(default=())

    @property
    def title(self) -> str:
        number = f", aim {self.number} of its learner" if self.number is not None else ""
        return f"{self.reference}, begun {on(self.begun)}{number}"

    @property
    def place(self) -> str:
        """The return, file and line where its latest record stands, and the years whose returns have it."""
        line = f", line {self.line}" if self.line is not None else ""
        return f"{self.read_from.words}{line}; in the returns of {in_words(self.found_in)}"


@dataclass(frozen=True, repr=False)
class Trace:
    """How a measure of a year judged each aim of one learner. It is about one person, so it keeps itself to itself:
    printed in full, shown by name only, and neither pickled nor written."""

    measure: Measure
    year: AcademicYear
    set: tuple[tuple[str, Setting], ...]
    returns: tuple[ReturnRead, ...]
    aims: tuple[JudgedAim, ...]

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise NotProtected("a trace is about one person, and is not kept", next="Trace the learner again instead.")

    def __repr__(self) -> str:
        return (
            f"Trace: {self.measure.name} ({self.year}) of one learner.\n"
            "Nothing is shown, because a notebook would keep it.\n"
            "Next: print(trace)"
        )

    def counts(self, scope: Scope | None) -> dict[str, int]:
        """In how many of each count of the measure the learner is. Learners are counted once, anything else each
        time."""
        found = {}
        for c in self.measure.counts:
            n = sum(v.counts[c.id] for a in self.aims for v in a.verdicts if v.scope == scope)
            found[c.id] = min(n, 1) if self.measure.counts_learners else n
        return found

    @property
    def scopes(self) -> tuple[Scope | None, ...]:
        return tuple(v.scope for v in self.aims[0].verdicts)

    def explanation(self) -> Explanation:
        """In words: the returns, each aim with its steps, what it comes to, and what each step rests on."""
        sections = [Section("Returns read", rows=tuple(self._returns()))]
        for n, aim in enumerate(self.aims, start=1):
            sections.append(Section(f"Aim {n} of {len(self.aims)}: {aim.title}", rows=tuple(self._aim(aim))))
        sections.append(Section("What it comes to", rows=tuple(self._sums())))
        rests = tuple((s.name, f"{s.asks} {s.source} ({s.evidence}: {s.evidence.meaning}).") for s in self._steps())
        sections.append(Section("What each step asks, and what that rests on", rows=rests))
        return Explanation(
            self.measure.title,
            "trace of one learner",
            (f"{self.measure.name} version {self.measure.version}", self.year.label),
            self.measure.reads_as,
            rows=tuple((f"{n} = {Parameter.shown(v)}", "set here") for n, v in self.set),
            sections=tuple(sections),
            next=f"About one person: do not keep it. The definition:  alder explain {self.measure.name}",
        )

    def text(self, width: int = 100) -> str:
        return self.explanation().text(width)

    def __str__(self) -> str:
        return self.text()

    def as_object(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "measure": self.measure.name,
            "version": self.measure.version,
            "year": self.year.label,
            "set": {n: Parameter.shown(v) for n, v in self.set},
            "returns": [_return_object(r) for r in self.returns],
            "aims": [
                {
                    "reference": a.reference,
                    "aim_number": a.number,
                    "begun": a.begun.isoformat() if a.begun else None,
                    "read_from": {**_return_object(a.read_from), "line": a.line},
                    "found_in": [y.label for y in a.found_in],
                    "judged": [
                        {
                            "scope": str(v.scope) if v.scope else None,
                            "steps": [{"step": name, "says": says} for name, says in v.steps],
                            "counts": dict(v.counts),
                            "left_out": v.left_out,
                        }
                        for v in a.verdicts
                    ],
                }
                for a in self.aims
            ],
            "counts": {str(s) if s else "all": self.counts(s) for s in self.scopes},
            "steps": [
                {"step": s.name, "asks": s.asks, "source": s.source, "evidence": s.evidence.value}
                for s in self._steps()
            ],
        }

    def _steps(self) -> list[Any]:
        return [s for s in self.measure.steps if s.name != "record"]

    def _returns(self) -> list[tuple[str, str]]:
        rows: list[tuple[str, str]] = []
        told = 0
        for r in self.returns:
            name = f"{r.provider} ({r.ukprn})" if r.provider != str(r.ukprn) else r.provider
            rows.append(("" if r.ukprn == told else name, r.words))
            told = r.ukprn
        return rows

    def _aim(self, aim: JudgedAim) -> list[tuple[str, str]]:
        rows = [("read from", aim.place)]
        inside = [v for v in aim.verdicts if len(v.steps) > 2] or list(aim.verdicts[:1])
        rows += [(f"as {_label(v.scope)}", v.steps[-1][1]) for v in aim.verdicts if v not in inside]
        for v in inside:
            if v.scope and len(aim.verdicts) > 1:
                rows.append(("judged as", _label(v.scope)))
            rows += [*v.steps, ("counted", self._counted(v))]
        return rows

    def _counted(self, verdict: Verdict) -> str:
        labels = {c.id: c.label.lower() for c in self.measure.counts}
        among = [labels[c] for c, yes in verdict.counts.items() if yes]
        if among:
            others = [labels[c] for c, yes in verdict.counts.items() if not yes]
            return f"in {self.year}, among {listed(among)}" + (f"; not among {listed(others, 'or')}" if others else "")
        if verdict.left_out:
            return f"not in {self.year}: left out, {verdict.left_out}"
        return f"not in {self.year}"

    def _sums(self) -> list[tuple[str, str]]:
        rows = []
        for scope in self.scopes:
            found = self.counts(scope)
            said = ", ".join(f"{c.label.lower()} {found[c.id]}" for c in self.measure.counts)
            once = "; a learner is counted once" if self.measure.counts_learners and any(found.values()) else ""
            rows.append((_label(scope), said + once))
        aims = counted(len(self.aims), "aim")
        return [*rows, ("looked at", f"{aims}, of the same learner at every provider whose return was read")]


def _label(scope: Scope | None) -> str:
    return scope.label.lower() if scope else "all learning"


def _return_object(r: ReturnRead) -> dict[str, Any]:
    return {"ukprn": r.ukprn, "year": r.year.label, "return": r.return_number.value, "file": r.file_name}
