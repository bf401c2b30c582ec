"""How figures are asked to be protected: one object, checked as it is made, for Python, the commands and the site.

What does not go together is refused here and nowhere else. So a `Protection` that exists can be carried out, as far as
anybody can know before the figures are read; what the figures themselves forbid is said by whoever reads them.
Options are called as commands call them, since most who are refused wrote one. It is data alone: it chooses nothing,
and reads no file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from alder.disclosure.asked import Statistic, What
from alder.disclosure.policy_file import policy_of
from alder.disclosure.settings import Action, Guard
from alder.disclosure.tables.table import TableKind
from alder.errors import UsageError, present
from alder.sources import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alder.disclosure.policy import Policy
    from alder.disclosure.tables.folder import Folder
    from alder.disclosure.tables.table import Table
    from alder.model.period import AcademicYear

BANDS = ("quintile",)
"""How providers can be put in bands."""
CONTRIBUTORS_KEEP = 2
"""What is added up over contributors is guarded against exact knowledge, and numbers of contributors with it."""


class Fate(StrEnum):
    """What becomes of a table that Alder counted."""

    UNSAID = "unsaid"
    """It is for whoever may see the records. Where it leaves, it is judged and remembered then."""
    LEAVES = "leaves"
    """It is judged beside all that is out, and counts as out."""
    STAYS = "stays"
    """It is judged beside all that is out, and binds no later table: it never leaves, for a reason."""
    UNREMEMBERED = "unremembered"
    """Whatever is written of it is in no later comparison, for a reason."""

    @classmethod
    def of_files(cls, *, written: bool, shown: bool, stays: str | None) -> Fate:
        """Of a table that is written to a file, shown to others on a screen, or neither. `stays` is why it stays."""
        if stays is not None and (shown or not written):
            raise UsageError(
                "--stays is about a file that --out writes, and that nobody else is to see",
                where="A table on the screen is not kept, unless --ledger says that others see it.",
                next="Add --out table.csv and leave out --ledger, or leave out --stays.",
            )
        return cls.STAYS if stays is not None else cls.LEAVES if written or shown else cls.UNSAID

    @classmethod
    def of_ledger(cls, *, is_judged: bool, unremembered: str) -> Fate:
        """Of a table in Python, which a ledger that is given judges at once. `unremembered` is why none ever does."""
        if unremembered and is_judged:
            raise UsageError(
                "a table is judged against a ledger, or is not remembered, and not both", next="Leave out one of them."
            )
        return cls.UNREMEMBERED if unremembered else cls.LEAVES if is_judged else cls.UNSAID


def reason_to_stay(reason: str) -> str:
    """Why a table stays inside. Raises `UsageError` where that is not said."""
    if not reason.strip():
        raise UsageError(
            "a table stays inside for a reason, and none is given",
            next='For example:  --stays "For the governors of the college, who see the records."',
        )
    return reason.strip()


@dataclass(frozen=True)
class Rule:
    """What makes a cell unsafe: too few units, or by the p % rule one contributor who can tell another too nearly."""

    threshold: int | None = None
    p: float | None = None
    insider: bool = True
    """Whether somebody who is alone in a hidden cell counts as an attacker."""
    interval: bool = False
    """Whether every small count must keep as many possible values as the threshold itself leaves open."""
    dominance: tuple[int, float] | None = None
    """(n, k): the n largest contributors may have at most k % of a value."""
    pq: tuple[float, float] | None = None
    never_empty: bool | None = None
    """Whether readers of counts know that a hidden one is 1 or more, because empty cells are shown as 0. They do, since
    every table of this kind shows them so; False is for tables that are compared with those of other engines."""
    telling: frozenset[str] = frozenset()
    """Values of columns, `learner_loan=Yes`, of which a table of counts does not say that everybody of a group has
    one."""

    def __post_init__(self) -> None:
        if self.threshold is None and self.p is None:
            raise UsageError("a table is protected by a threshold or by p", next="Give --threshold or --p.")
        if self.threshold is not None and self.threshold < 2:
            raise UsageError(f"a threshold of {self.threshold} protects nobody; use 2 or more")
        if self.p is not None and not 0 < self.p <= 100:
            raise UsageError("p is a percentage above 0 and up to 100")
        if self.interval and self.threshold is None:
            raise UsageError("an interval is asked for by a threshold", next="Give --threshold with --interval.")

    @property
    def width(self) -> float | None:
        """How wide the interval of a small count has to be; None where two possible values are enough."""
        return self.threshold - 1.0 if self.interval and self.threshold else None

    @property
    def may_be_empty(self) -> bool:
        """Whether the guard against readers who know that no hidden count is 0 was turned off."""
        return self.never_empty is False

    def fits(self, table: Table) -> None:
        """Raises `UsageError` where the table does not have what the rule asks for."""
        if self.never_empty and table.kind is TableKind.MAGNITUDE:
            raise UsageError("--never-empty is about counts, and this is a table of values", next="Leave it out.")
        if self.interval and table.kind is TableKind.MAGNITUDE:
            raise UsageError(
                "an interval is promised for counts; for values the p % rule says how wide it is",
                next="Leave --interval out.",
            )
        if self.p is not None and table.kind is not TableKind.MAGNITUDE:
            raise UsageError(
                "the p % rule is about who stands behind a value, and this is a table of counts",
                next="Use --threshold, or write the table with kind magnitude and contributors.",
            )


@dataclass(frozen=True, kw_only=True)
class RecordQuery:
    """What is asked of a file of records: by which columns, of which, and what is made of it."""

    path: Path
    by: str
    of: str | None = None
    statistic: str | None = None
    contributor: str | None = None
    weight: str | None = None
    to: float | None = None
    limits: tuple[float, ...] = ()
    beside: tuple[str, ...] = ()
    """`STATISTIC:PUB.csv`, what is out already of the same column."""
    learner: str | None = None
    """The column of the ULNs, where a ledger judges the table and keeps it."""
    year: AcademicYear | None = None

    @property
    def columns(self) -> list[str]:
        """What is counted by."""
        return [name.strip() for name in self.by.split(",")]

    @property
    def asks(self) -> Statistic:
        return Statistic(What.COUNT) if self.of is None else Statistic.read(self.statistic or "total")

    @property
    def is_placed(self) -> bool:
        """Whether it is a mean, a percentile or an extreme, which stand beside counts."""
        return self.asks.what in (What.MEAN, What.PERCENTILE, What.MINIMUM, What.MAXIMUM)

    @property
    def is_rate(self) -> bool:
        return self.asks.what is What.RATE

    @property
    def is_table(self) -> bool:
        """Whether it is counts or totals alone, and so attacked like a table folder."""
        return self.statistic in (None, "total") and not self.beside

    @property
    def statistics_beside(self) -> list[tuple[Statistic, float | None, Path]]:
        """Each file beside it with its statistic and what its figures are rounded to."""
        return [named_statistic(one) for one in self.beside]


def named_statistic(said: str) -> tuple[Statistic, float | None, Path]:
    """`p25:P25.csv`, or `p25/100:P25.csv` where figures are rounded to hundreds."""
    read = re.fullmatch(r"([^:/]+)(?:/(\d+(?:\.\d+)?))?:(.+)", said)
    if read is None or (read[2] and not float(read[2])):
        raise UsageError(
            f"{said} names no statistic and file",
            next="Write --beside p25:P25.csv, or --beside p25/100:P25.csv for one rounded to hundreds.",
        )
    statistic = Statistic.read(read[1])
    if statistic.what is What.RATE:
        raise UsageError("rates are of yes and no, and stand by themselves", next="Leave them out of --beside.")
    return statistic, float(read[2]) if read[2] else None, Path(read[3])


def policy_with_sources(name: str | None, sources: Sequence[str] = ()) -> Policy | None:
    """The policy of that name, with what the authors of these sources ask for."""
    if name is None:
        if sources:
            raise UsageError(
                "--source says whose figures these are, and what their authors ask for comes with a policy",
                next="Give --policy too.",
            )
        return None
    return policy_of(name).for_sources(catalogue.source(one).id for one in sources)


@dataclass(frozen=True, kw_only=True)
class Protection:
    """How figures are protected, or were: under a policy, or by a threshold or p, with what is asked beside.

    Raises `UsageError` where two things that are asked for do not go together, and says what to do.
    """

    of: tuple[Path, ...] | RecordQuery | None = None
    """What is protected: table folders, several as tables of the same people, or records; None for counts of Alder."""
    policy: Policy | None = None
    threshold: int | None = None
    p: float | None = None
    insider: bool = True
    interval: bool = False
    never_empty: bool | None = None
    named: frozenset[str] = frozenset()
    """Telling values that are named beside those of the policy."""
    keep: Path | Sequence[Mapping[str, str]] | None = None
    """Cells that should stay visible if at all possible: a file for tables, or the codes of each."""
    against: tuple[str, ...] = ()
    """`FOLDER:PUB.csv`, tables of the same people that are out."""
    base: Path | None = None
    """The folder of what linked tables rest on."""
    certificate: Path | None = None
    secret: Path | None = None
    """Random bytes, for policies that draw."""
    bands: str = ""
    by_value: bool = False
    leak: bool = False
    """Whether is said how much of a rounded table can be worked out."""
    nearest: bool = False
    """Whether coarser tables are named that hide less."""
    fate: Fate = Fate.UNSAID
    reason: str = ""
    """Why it stays, or is not remembered."""
    published: Path | None = None
    """What readers have, where that is attacked and nothing is protected any more."""
    numerator: str | None = None
    """`FOLDER:PUB.csv`, a published table of some of the people."""
    rates: Path | None = None
    """The rates that are published between the two."""

    def __post_init__(self) -> None:
        if self.published is not None:
            _check_published(self, self.of)
        elif self.of is None:
            _check_counts(self)
        else:
            _check_files(self, self.of)
        if self.policy is not None and self.named and self.policy.action is not Action.NONE:
            # whoever carries it out under the policy alone minds what was named as well
            object.__setattr__(self, "policy", replace(self.policy, telling=self.policy.telling | self.named))

    @property
    def folders(self) -> tuple[Path, ...]:
        """The table folders, if it is of such."""
        return self.of if isinstance(self.of, tuple) else ()

    @property
    def query(self) -> RecordQuery | None:
        """What is asked of records, if it is of these."""
        return self.of if isinstance(self.of, RecordQuery) else None

    @property
    def cells(self) -> Sequence[Mapping[str, str]]:
        """The cells to keep of counts of a measure, by their codes."""
        return () if self.keep is None or isinstance(self.keep, Path) else self.keep

    @property
    def altering(self) -> Policy | None:
        """The policy if it rounds or perturbs."""
        return self.policy if self.policy is not None and self.policy.is_altering else None

    @property
    def telling(self) -> frozenset[str]:
        """Values that no table says of everybody in a group."""
        return self.named | (self.policy.telling if self.policy is not None else frozenset())

    @property
    def near_full(self) -> float | None:
        """The share from which an extreme tells the value of nearly everybody, where the policy minds that."""
        return self.policy.near_full if self.policy is not None and self.policy.class_disclosure else None

    def of_people(self) -> Policy:
        """The policy, for what is told of people. Raises `UsageError` where it protects nobody."""
        found = present(self.policy, "what is told of people has a policy")
        if found.action is Action.NONE:
            raise UsageError(
                f"policy {found.name} protects nobody, and returns are about people",
                next="Use a policy that protects, such as srs-output.",
            )
        return found

    def hiding(self) -> Policy | None:
        """The policy, if it hides; None where there is none. Raises `UsageError` where it does not, or has no such
        guard."""
        found = self.policy
        if found is None:
            return None
        if found.is_altering:
            raise UsageError(
                f"policy {found.name} alters counts, and what is asked for is protected by hiding",
                next="Use a policy that hides, such as srs-output, or --threshold.",
            )
        if found.action is not Action.SUPPRESS:
            raise UsageError(
                f"policy {found.name} protects nothing",
                where="It is for figures that are not about people, and a table folder does not say what it is about.",
                next="Choose a policy that hides, rounds or perturbs.",
            )
        if found.guard is Guard.SLIDE:
            raise UsageError(f"policy {found.name} lets intervals slide, which tables of this kind cannot be given yet")
        return found

    def rule(self, folder: Folder | None = None, *, of_values: bool) -> Rule:
        """The rule for one table: of the policy, of what is asked for, or else of what the folder says."""
        if (found := self.hiding()) is not None:
            insider = self.insider and found.insider
            if of_values:
                return Rule(found.threshold, found.p_percent, insider, self.interval, found.dominance, found.pq)
            return Rule(found.threshold, None, insider, self.interval or found.guard is not Guard.EXACT)
        threshold, p = self.threshold, self.p
        if threshold is None and p is None and folder is not None:
            p = folder.p
            threshold = None if p is not None else folder.threshold
        return Rule(threshold, p, self.insider, self.interval)

    @classmethod
    def of_counts(cls, policy: str | Policy | Self, **asked: Any) -> Self:
        """How counts of a measure are protected: under a policy of that name, or as was said before.

        What is asked beside a `Protection` is said in it, and not once more.
        """
        if not isinstance(policy, cls):
            return cls(policy=policy_of(cast("str | Policy", policy)), **asked)
        if policy.of is not None or policy.published is not None:
            raise UsageError(
                "this protection is of table folders or records, and these are counts of a measure",
                next="Leave `of` out of it.",
            )
        if twice := _first(asked):
            raise UsageError(f"{twice} stands beside a Protection, which says it itself", next="Say it there alone.")
        return policy

    def for_sources(self, ids: Iterable[str]) -> Self:
        """The same, with what the authors of these sources ask for."""
        return self if self.policy is None else replace(self, policy=self.policy.for_sources(ids))


AUDIT_FORM = "alder audit records RECORDS.csv PUB.csv --by region,level --of pay --as mean --policy srs-output"
_ABOUT_ONE_TABLE = "--telling is about one table of counts that are shown or hidden"


def _first(given: Mapping[str, object]) -> str | None:
    """The name of the first that is given."""
    return next((name for name, value in given.items() if value), None)


def _check_own_threshold(asked: Protection) -> None:
    if asked.policy is not None and (asked.threshold is not None or asked.p is not None):
        raise UsageError("a policy brings its own threshold", next="Give --policy, or --threshold or --p.")


def _check_counts(asked: Protection) -> None:
    """Counts that Alder made have a policy, and what it promises; its sources and records are known."""
    of_files: dict[str, object] = {
        "threshold": asked.threshold,
        "p": asked.p,
        "insider": not asked.insider,
        "interval": asked.interval,
    }
    of_files |= {"never_empty": asked.never_empty is not None, "named": asked.named, "against": asked.against}
    of_files |= {"base": asked.base, "certificate": asked.certificate, "secret": asked.secret}
    if odd := _first(of_files):
        raise UsageError(
            f"{odd} is about table folders and files of records, and counts of a measure have a policy that says it",
            next="Leave it out, or write a policy of your own: see alder explain policies.",
        )
    if asked.policy is None:
        raise UsageError("counts of a measure are protected under a policy", next="Name one, such as srs-output.")
    hides = asked.policy.action is Action.SUPPRESS
    if asked.leak and asked.altering is None:
        raise UsageError(
            f"--leak is about tables that are rounded or perturbed, and {asked.policy.name} does neither",
            next="Leave out --leak, or name another --policy.",
        )
    if asked.nearest and not hides:
        raise UsageError(
            f"policy {asked.policy.name} hides no cell for the sake of another, so no other table hides less",
            next="Leave this out, or use a policy that hides, such as srs-output.",
        )
    if asked.bands and asked.bands not in BANDS:
        raise UsageError(f"there are no bands called {asked.bands}", where=f"Bands are {', '.join(BANDS)}.")
    if asked.keep and not hides:
        raise UsageError(
            f"policy {asked.policy.name} hides no cell for the sake of another, so there is none to keep visible",
            next="Leave out the cells to keep, or use a policy that hides, such as srs-output.",
        )
    if asked.fate is Fate.UNREMEMBERED and not asked.reason.strip():
        raise UsageError(
            "a table leaves unremembered for a reason, and none is given",
            next='For example:  unremembered="Made-up learners of a training course."',
        )
    if asked.fate is Fate.STAYS:
        reason_to_stay(asked.reason)
    if asked.fate in (Fate.LEAVES, Fate.STAYS) and asked.policy.action is Action.NONE:
        raise UsageError(
            f"policy {asked.policy.name} protects nobody, so its tables are compared with no earlier ones",
            next="Leave out the ledger, or use a policy that protects, such as srs-output.",
        )


def _check_files(asked: Protection, of: tuple[Path, ...] | RecordQuery) -> None:
    """Table folders and records: what is asked of them, then how they are protected."""
    query = of if isinstance(of, RecordQuery) else None
    if odd := _first({"bands": asked.bands, "by_value": asked.by_value, "leak": asked.leak, "nearest": asked.nearest}):
        raise UsageError(f"{odd} is about counts of a measure", next="Leave it out.")
    if query is not None:
        _check_query(query)
    if query is not None and query.learner is not None:
        _check_remembered(asked, query)
        return
    if query is not None and (query.is_placed or query.is_rate):
        _check_beside_counts(asked, query)
    elif asked.altering is not None:
        _check_altered(asked, of)
        return
    elif asked.secret is not None:
        raise UsageError("a secret is for policies that draw at random", next="Leave --secret out.")
    elif isinstance(of, tuple):
        if asked.keep and len(of) > 1:
            raise UsageError("--keep lists cells of one table, and there are several")
        if asked.base is not None and len(of) == 1 and not asked.against:
            raise UsageError(
                "--base is what several tables rest on, and this is one by itself",
                next="Leave it out, or give the other tables too, those that are out with --against.",
            )
    _check_own_threshold(asked)
    if query is not None and query.is_rate:
        return  # its policy may hide or alter, and says all else
    if not (query is not None and query.is_placed and asked.altering):
        asked.hiding()
    if asked.policy is None and (query is not None or asked.threshold is not None or asked.p is not None):
        asked.rule(of_values=True)  # refuses a threshold or p that protects nobody


def _check_query(query: RecordQuery) -> None:
    if not query.by:
        raise UsageError("records are protected in a table of their columns", next="Write --by region,level.")
    if query.statistic and not query.of:
        raise UsageError(f"--as {query.statistic} needs the column that it is made of", next="Give --of COLUMN.")
    if query.to is not None and (query.to <= 0 or not query.is_placed):
        raise UsageError("--to rounds means, percentiles and extremes to multiples of a number above 0")
    if query.limits and query.asks.what not in (What.MINIMUM, What.MAXIMUM):
        raise UsageError("--limit is about a minimum or a maximum", next="Leave it out, or ask for one of these.")
    if query.beside and query.asks.what in (What.COUNT, What.RATE):
        raise UsageError("--beside is about totals, means, percentiles and extremes of one column")
    if query.learner is None and query.year is not None:
        raise UsageError(
            "--year is the year in which learners are counted, and nobody says which column they are in",
            next="Give --learner COLUMN too, or leave --year out.",
        )
    query.asks, query.statistics_beside  # noqa: B018  # each refuses what it cannot read


def _check_remembered(asked: Protection, query: RecordQuery) -> None:
    """A table that a ledger judges and keeps."""
    if query.year is None:
        raise UsageError("a learner is counted in a year", next="Give --year 2020/21.")
    apart: dict[str, object] = {"--keep": asked.keep, "--certificate": asked.certificate, "--secret": asked.secret}
    apart |= {"--interval": asked.interval, "--weight": query.weight, "--threshold": asked.threshold, "--p": asked.p}
    apart |= {"--contributor": query.contributor, "--beside": query.beside}
    if odd := _first(apart | {"--may-be-empty": asked.never_empty is False}):
        raise UsageError(f"{odd} does not go with --learner", next="Leave one of them out.")
    if asked.policy is None:
        raise UsageError("the ledger remembers the policy of every table", next="Give --policy srs-output.")
    if query.asks.what in (What.COUNT, What.RATE):
        return  # under whichever policy
    if asked.altering is not None:
        raise UsageError(
            f"policy {asked.policy.name} alters counts, and the ledger keeps {query.asks.plural} of a file beside "
            "counts that are shown or hidden",
            next="Use a policy that hides, such as srs-output.",
        )
    asked.hiding()


def _check_beside_counts(asked: Protection, query: RecordQuery) -> None:
    """Means, percentiles, extremes and rates, which stand beside counts."""
    what = query.asks.plural
    if odd := _first({"--keep": asked.keep, "--certificate": asked.certificate}):
        raise UsageError(f"{odd} is about counts and totals, and {what} stand beside them")
    if asked.secret is not None:
        raise UsageError(f"a secret is for counts that are drawn at random, and {what} are not")
    if query.is_rate:
        if asked.policy is None:
            raise UsageError(
                "rates are protected under a policy, which says what is asked of numerator, denominator and difference",
                next="Give --policy srs-output.",
            )
        if asked.never_empty is False:
            raise UsageError(
                "rates stand beside counts that are always guarded against readers who know that no hidden one is 0",
                next="Leave --may-be-empty out.",
            )
        if asked.interval:
            raise UsageError(
                f"how many values a count beside a rate keeps is what policy {asked.policy.name} says",
                next="Leave --interval out.",
            )
    elif asked.policy is None and asked.threshold is None:
        raise UsageError(
            f"{what} stand beside counts, which are protected by a threshold", next="Give --threshold or --policy."
        )
    elif asked.altering is not None and (
        odd := _first({"--interval": asked.interval, "--may-be-empty": asked.never_empty is False})
    ):
        raise UsageError(
            f"{odd} is for counts that are hidden, and policy {asked.altering.name} alters them", next="Leave it out."
        )


def _check_altered(asked: Protection, of: tuple[Path, ...] | RecordQuery) -> None:
    """A policy that rounds or perturbs one table of counts."""
    policy = present(asked.altering, "counts are altered under a policy")
    given: dict[str, object] = {"--threshold": asked.threshold, "--p": asked.p, "--interval": asked.interval}
    given |= {"--never-empty": asked.never_empty is True, "--may-be-empty": asked.never_empty is False}
    given |= {"--keep": asked.keep, "--base": asked.base}
    if isinstance(of, RecordQuery):
        given |= {"--of": of.of, "--contributor": of.contributor, "--weight": of.weight}
    given |= {"--against": asked.against, "--certificate": asked.certificate}
    given |= {"a second table": isinstance(of, tuple) and of[1:]}
    if odd := _first(given):
        raise UsageError(
            f"{odd} is for tables that hide cells, and policy {policy.name} rounds or perturbs one table",
            next="Leave it out, or choose a policy that hides.",
        )
    if asked.secret is not None and not policy.is_keyed:
        raise UsageError(
            f"a secret is for policies that draw at random, and {policy.name} does not", next="Leave --secret out."
        )


def _check_published(asked: Protection, of: tuple[Path, ...] | RecordQuery | None) -> None:
    """What is out, and is attacked."""
    _check_own_threshold(asked)
    if asked.named and (asked.against or asked.altering):
        raise UsageError(_ABOUT_ONE_TABLE, next="Leave it out, or --against.")
    if isinstance(of, RecordQuery):
        _check_published_query(of)
        if not of.is_table:
            _check_published_statistics(asked, of)
            return
    if (asked.numerator is None) != (asked.rates is None) or (asked.numerator and asked.altering is None):
        raise UsageError(
            "rates are attacked with --numerator, --rates and a --policy that rounds",
            next="Under a policy that hides, rates follow their counts: attack each of the two tables.",
        )
    if asked.altering is not None:
        hidden = {"--interval": asked.interval, "--may-be-empty": asked.never_empty is False}
        if odd := _first(hidden | {"--never-empty": asked.never_empty is True}):
            raise UsageError(
                f"{odd} is about hidden counts, and policy {asked.altering.name} rounds or perturbs them",
                next="Leave it out.",
            )
    elif asked.base is not None and not asked.against:
        raise UsageError(
            "--base is what tables rest on that are attacked together, and this is one by itself",
            next="Leave it out, or give the others with --against.",
        )


def _check_published_query(query: RecordQuery) -> None:
    if query.statistic and not query.of:
        raise UsageError(f"--as {query.statistic} needs the column that it is made of", next="Give --of COLUMN.")
    if query.beside and not query.statistic:
        raise UsageError("--beside is about statistics of one column", next=f"Write: {AUDIT_FORM} --beside p25:P25.csv")
    if query.statistic == "rate" and (query.beside or query.weight or query.contributor or query.to or query.limits):
        raise UsageError(
            "rates are attacked by themselves, one line a person",
            next="Leave --beside, --weight, --contributor, --to and --limit out.",
        )
    if query.is_table and (query.to is not None or query.limits):
        raise UsageError("--to and --limit are about means, percentiles and extremes", next="Say which with --as.")
    if query.to is not None and query.to <= 0:
        raise UsageError("--to rounds to multiples of a number above 0")
    query.asks, query.statistics_beside  # noqa: B018  # each refuses what it cannot read


def _check_published_statistics(asked: Protection, query: RecordQuery) -> None:
    if asked.against or asked.certificate or asked.numerator or asked.rates or asked.base:
        raise UsageError("statistics of records are attacked by themselves, or with --beside")
    if asked.policy is None and asked.threshold is None and asked.p is None:
        raise UsageError("an attack needs to know which values are unsafe", next="Give --p, --threshold or --policy.")
    if query.is_rate and asked.policy is None:
        raise UsageError(
            "rates are attacked under a policy, which says what is asked of numerator, denominator and difference",
            next="Give --policy srs-output.",
        )
    if asked.named and not query.is_rate:
        raise UsageError(_ABOUT_ONE_TABLE, next="Leave it out.")
    if asked.never_empty is False:
        raise UsageError(
            "the counts beside statistics are attacked by readers who know that no hidden one is 0",
            next="Leave --may-be-empty out.",
        )
