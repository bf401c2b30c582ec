"""The kinds of statistics that leave a secure place, and the rule of thumb of each.

The thresholds are those that services in England and the tools of their checkers use by default: ten people behind a
count (Secure Research Service, ABS, SACRO), rounding to five (OpenSAFELY), ten degrees of freedom, dominance by two
contributors of nine tenths, p of a tenth (ACRO's defaults). A service that agreed on others gives them in the cover
sheet or in `Limits`. Where a source says both that a zero is harmless and that it tells of a whole group, the second
holds: a reader who knows that somebody is in a group learns what they are not.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.metadata import version

from alder.errors import unknown_name


class Stance(StrEnum):
    """How a kind of statistic is taken before anything is known of it."""

    SAFE = "safe"
    """Leaves once the numbers behind it are stated and suffice."""
    CONDITIONAL = "conditional"
    """Leaves if what its rule asks is shown."""
    UNSAFE = "unsafe"
    """Stays unless each of its cells is shown to keep the rule."""
    NEVER = "never"
    """No output at all."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of the rules. A service's own are given in their place."""

    threshold: int = 10
    """People that stand behind a figure at the least."""
    base: int = 5
    """Counts are rounded to multiples of it."""
    group_share: float = 0.9
    """From this share on, nearly everybody of a group is in one category."""
    largest: int = 2
    largest_share: float = 0.9
    """The largest contributors may not have this share of a total."""
    p: float = 0.1
    """What remains after the two largest contributors is at least this part of the largest."""
    one_share: float = 0.5
    """One contributor may not have so much of a total."""
    freedom: int = 10
    """Residual degrees of freedom of a model."""
    rate_decimals: int = 1
    """Decimals of a percentage."""
    densest: int = 10
    """A density needs so many times the threshold."""
    rows: int = 5_000
    """Lines that a table may have for a person to read it."""
    bytes: int = 16 << 20
    code_bytes: int = 1 << 20


@dataclass(frozen=True, slots=True)
class OutputRule:
    """One kind of statistic."""

    id: str
    """Public and lasting, as output checkers write it."""
    name: str
    stance: Stance
    asks: str
    """What must be so for it to leave."""
    show: str
    """What a researcher states or attaches, so that a checker can see it."""
    unless: str = ""
    """What a checker may take for a reason to set the rule aside."""


_SAFE, _CONDITIONAL, _UNSAFE, _NEVER = Stance.SAFE, Stance.CONDITIONAL, Stance.UNSAFE, Stance.NEVER

OUTPUT_RULES: tuple[OutputRule, ...] = (
    OutputRule(
        "FREQ",
        "table of counts",
        _UNSAFE,
        "Each count that is not 0, and each total, is of 10 people or more before weighting, and "
        "is rounded to 5. What is hidden cannot be worked out, and no category has a whole row or "
        "column.",
        "the population and how many it is; what was joined or hidden; how the table differs from earlier ones",
        "it counts no people (courses, say), or a zero is one by definition",
    ),
    OutputRule(
        "PCT",
        "percentage, proportion or share",
        _UNSAFE,
        "Ten people or more above the line, below it and between; worked out from rounded counts; "
        "no 0% or 100% of a group; one decimal at the most.",
        "the counts above and below the line, unweighted",
        "what it says of the whole group is public already",
    ),
    OutputRule(
        "ZERO",
        "zero or full cell",
        _UNSAFE,
        "A zero that is not one by definition, and a category that has nine tenths of a group or "
        "more, tell of each person in the group.",
        "why a zero can be no other",
        "it is zero by definition",
    ),
    OutputRule(
        "SUMMAG",
        "total of amounts",
        _UNSAFE,
        "Ten contributors or more; none has half, no two have nine tenths, and what remains after "
        "two is a tenth of the largest or more.",
        "the number of contributors of each cell, and the shares of the two largest",
        "the amount is public, or its contributor agrees",
    ),
    OutputRule(
        "MEAN",
        "mean",
        _UNSAFE,
        "Of 10 people or more; of amounts, kept to the rule of totals; of a yes or no, kept to that of percentages.",
        "the number of people behind each mean",
        "nearly so many, on a bounded scale of nothing private",
    ),
    OutputRule(
        "RATIO",
        "ratio, rate, amount a head",
        _UNSAFE,
        "Both its parts keep to the rules of counts and of totals.",
        "both counts, and the formula",
    ),
    OutputRule(
        "VAR",
        "variance, standard deviation or error",
        _SAFE,
        "Of 10 people or more: two people's is their difference.",
        "the number of people",
    ),
    OutputRule(
        "PCTL",
        "median or other percentile",
        _UNSAFE,
        "Ten people or more on either side of the cut, and the value rounded or that of three people or more.",
        "the number of people, how the value was rounded or how many share it",
        "values are heaped, as years of age are",
    ),
    OutputRule(
        "EXT",
        "lowest, highest or range",
        _UNSAFE,
        "Not let out: it is one person's value. A percentile with 10 people beyond it serves instead.",
        "the reason, and how many have the value",
        "the limit is one by design, or 10 people or more have the value",
    ),
    OutputRule(
        "MODE",
        "most frequent value",
        _SAFE,
        "Ten people or more have it, and not nearly everybody.",
        "how many have it",
    ),
    OutputRule(
        "CONC",
        "index of concentration or segregation",
        _SAFE,
        "Of 10 units or more. The share of the largest one, two or three is no index: it tells of them.",
        "the number of units",
    ),
    OutputRule(
        "GINI",
        "Gini coefficient or Lorenz curve",
        _SAFE,
        "Of 10 people or more; points of the curve keep to the rule of percentiles.",
        "the number of people",
    ),
    OutputRule(
        "CORR",
        "correlation",
        _SAFE,
        "Ten degrees of freedom or more, counted in people and not in rows, and not 1 or -1.",
        "the number of people",
    ),
    OutputRule(
        "TEST",
        "test, p value or measure of fit",
        _SAFE,
        "Ten degrees of freedom or more. A table shown beside it is a table of counts.",
        "the number of people, degrees of freedom",
    ),
    OutputRule(
        "REGL",
        "coefficients of a regression",
        _SAFE,
        "Ten residual degrees of freedom or more. A model of categories alone, with everything "
        "crossed, is a table of means.",
        "the number of people, degrees of freedom, variables and the categories left out",
        "the cells of a full model keep to the rule of means",
    ),
    OutputRule(
        "FE",
        "effect or residual of each unit, predicted values",
        _UNSAFE,
        "Not let out for each unit: a summary serves instead.",
        "why they are needed",
        "effects of providers, whose owner agrees",
    ),
    OutputRule(
        "LOGIT",
        "coefficients of a logistic model",
        _SAFE,
        "As those of a regression, and 10 people or more with and without the event at each level.",
        "events for each level",
    ),
    OutputRule(
        "OR",
        "odds ratio or risk ratio of a table of two by two",
        _UNSAFE,
        "All four counts behind it are 10 or more and were rounded first.",
        "the four counts",
    ),
    OutputRule(
        "HR",
        "hazard ratio",
        _SAFE,
        "Ten degrees of freedom, and 10 events or more in each group.",
        "events in each group",
    ),
    OutputRule(
        "KM",
        "survival or retention curve",
        _UNSAFE,
        "Ten people or more leave at each step and remain after it; the tail below is cut off.",
        "for each step, how many are at risk, leave and are censored",
    ),
    OutputRule(
        "HIST",
        "histogram, bars or pie",
        _UNSAFE,
        "Each bar keeps to the rule of counts, and the table comes with it.",
        "the table of counts",
    ),
    OutputRule(
        "DENS",
        "density or violin",
        _UNSAFE,
        "Of 100 people or more, cut at the first and last hundredth.",
        "the number of people, bandwidth and where it is cut",
    ),
    OutputRule(
        "BOX",
        "box plot",
        _UNSAFE,
        "No points beyond the whiskers; whiskers at percentiles with 10 people beyond.",
        "the number of people and what whiskers are",
    ),
    OutputRule(
        "SCAT",
        "scatter of points, a line for each person",
        _UNSAFE,
        "Not let out: each point is a person. Fields with 10 people or more serve instead.",
        "the table of fields",
    ),
    OutputRule(
        "LINE",
        "line over time",
        _UNSAFE,
        "Each point keeps to the rule of its figure, and no step between two is of fewer than 10 people.",
        "the table of points",
    ),
    OutputRule(
        "MAP",
        "map or table of small areas",
        _UNSAFE,
        "Areas no smaller than agreed; 10 people or more in each; limits of classes that are no one's value; no dots.",
        "the kind of area, and counts for each",
    ),
    OutputRule(
        "VEC",
        "drawing that keeps its data",
        _UNSAFE,
        "It leaves as it is drawn anew from the table that leaves with it, and never as it was handed in.",
        "the table",
    ),
    OutputRule(
        "CLUS",
        "loadings, components, centres of clusters",
        _CONDITIONAL,
        "Ten people or more in each cluster; no scores of people.",
        "sizes of the clusters, variables",
    ),
    OutputRule(
        "TREE",
        "decision tree or forest",
        _UNSAFE,
        "Ten people or more in each leaf, and none that is all of one kind where the kind is private.",
        "people in each leaf, and a report of attacks",
    ),
    OutputRule(
        "KNN",
        "model made of its examples",
        _NEVER,
        "Keeps people's records within itself, and never leaves in that form.",
        "why",
        "a variant trained with differential privacy",
    ),
    OutputRule(
        "NN",
        "neural network, boosted trees, embeddings",
        _UNSAFE,
        "Planned before the project began; attacks that guess who was in it do no better than chance, or nearly.",
        "design, test set and a report of attacks",
    ),
    OutputRule(
        "LINM",
        "small model to be used elsewhere",
        _SAFE,
        "As coefficients of a regression, written as text and not as a fitted object, which may hold the data.",
        "the number of people, degrees of freedom",
    ),
    OutputRule(
        "SYN",
        "synthetic data made inside",
        _UNSAFE,
        "No row is that of a person; the owner of the data agrees.",
        "how it was made, and how near it comes",
    ),
    OutputRule(
        "DP",
        "statistic with noise of differential privacy",
        _SAFE,
        "What it spends is written down and is within what the population has left.",
        "epsilon and sensitivity",
    ),
    OutputRule(
        "TEXT",
        "text, paper or slides",
        _UNSAFE,
        "Figures in sentences keep to the rules of their kind; nobody's own words, nobody's story.",
        "the tables behind the figures",
    ),
    OutputRule(
        "NB",
        "notebook, report or archive",
        _UNSAFE,
        "Each thing in it is asked for by itself; nothing is hidden in it.",
        "a list of what is in it",
    ),
    OutputRule(
        "XLSX",
        "workbook",
        _UNSAFE,
        "No hidden sheets, rows, columns or comments; no formulas, links or kept data. CSV is better.",
        "the same as CSV",
    ),
    OutputRule(
        "CODE",
        "code",
        _SAFE,
        "No records, identifiers, results, secrets or paths in it.",
        "what it is for",
        "lists of codes are fine",
    ),
    OutputRule("LOG", "log or listing", _UNSAFE, "Better not. Its last lines alone, without values.", "the reason"),
    OutputRule(
        "META",
        "list of variables, counts of what is missing",
        _CONDITIONAL,
        "Counts keep to the rule of counts, lowest and highest values to theirs.",
        "counts",
    ),
    OutputRule(
        "LINKQ",
        "quality of a linkage",
        _UNSAFE,
        "Counts of 10 or more; rates of groups keep to the rule of percentages.",
        "the counts above the line",
    ),
    OutputRule(
        "PROV",
        "figures that name a provider, school or employer",
        _UNSAFE,
        "Only where the agreement lets it, with 10 people or more; employers' amounts keep to the rule of totals.",
        "the agreement",
        "published in official statistics already",
    ),
    OutputRule(
        "DATE", "exact dates, ages in days, postcodes", _NEVER, "Never of a person; months or years of groups.", "why"
    ),
    OutputRule("MICRO", "records", _NEVER, "No output, whatever was taken out of it.", "why"),
    OutputRule(
        "DIFFQ",
        "figure near to an earlier one",
        _UNSAFE,
        "What lies between two figures is of 10 people or more, or both are rounded to the same base.",
        "how this differs from what is out",
    ),
    OutputRule(
        "WEIGHT",
        "weighted estimate",
        _CONDITIONAL,
        "The rule of its kind, on the people before weighting; rounded.",
        "unweighted counts, and the weights",
    ),
    OutputRule(
        "ROUND",
        "rounding",
        _CONDITIONAL,
        "One base in a project; totals are rounded by themselves or added up from rounded figures, "
        "and it is said which.",
        "the base",
    ),
)
"""All kinds, in the order in which checkers list them."""

_BY_ID = {rule.id: rule for rule in OUTPUT_RULES}


def output_rule(id: str) -> OutputRule:
    """The rule of a kind. Raises `UsageError` with the nearest ones for what is none."""
    if id not in _BY_ID:
        raise unknown_name("kind of statistic", id, _BY_ID, next="List them with: alder outputs rules")
    return _BY_ID[id]


@cache
def rules_version() -> str:
    """Names the rules that an output was judged by: the release of Alder, and a hash of what each rule asks."""
    said = [(rule.id, rule.name, str(rule.stance), rule.asks, rule.show, rule.unless) for rule in OUTPUT_RULES]
    return f"{version('alder')}-{hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]}"
