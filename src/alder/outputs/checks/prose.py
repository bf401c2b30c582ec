"""Check 13: figures in sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alder.outputs.content import Form
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.outputs.output import Output

_WORDS = {
    "one": 1,
    "a single": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
}
_PEOPLE = (
    r"(?:learners?|pupils?|students?|people|persons?|apprentices?|women|men|girls|boys|young "
    r"people|adults|individuals|participants|leavers|trainees|employees|of them|cases)"
)
_NO_ADJECTIVE = r"(?!(?:to|which|that|who|whom|the|an?|in|at|and|or|is|are|was|were|for|on|with|by|than|as|if|of)\b)"
_COUNT = re.compile(
    rf"(?<![/.:,\d-])\b(?P<count>{'|'.join(_WORDS)}|\d{{1,4}})\s+(?:of\s+(?:the|our|these|those|its)\s+)?"
    rf"(?:{_NO_ADJECTIVE}[\w'-]+\s+){{0,3}}?{_PEOPLE}\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:the|this|that|each|no|every|any|another|which|only the)\s*$", re.IGNORECASE)
"""Before `one` these make it a word for something that was named before."""
_IN_GENERAL = re.compile(r"\s+(?:counts?|is counted|may|can|could|stands?|has one)\b", re.IGNORECASE)
"""After `one learner` these speak of any learner."""
_NAMES_LEVELS = re.compile(
    r"\b(?:levels?|entry|steps?|stages?|years?|grades?|bands?|units?)(?:[\s,]|and|to|or|\d)*$", re.IGNORECASE
)
"""Before a number these make it a name: `Entry 1, 2 and 3 learners`."""
_OF_A_SHARE = re.compile(rf"\b(?:{'|'.join(_WORDS)}|\d+)\s+(?:in|out of)\s+(?:every\s+)?$", re.IGNORECASE)
"""Before a number these make it the whole of a share: `one in three learners`."""
_OF_EVERY = re.compile(rf"\s+(?:in|out of)\s+(?:every\s+)?(?:{'|'.join(_WORDS)}|ten|\d+)\b", re.IGNORECASE)
"""`Two learners in five` is a share."""
_N = re.compile(r"\b[nN]\s*=\s*(\d{1,4})(?![\d,.]*\d)")
_RULE = re.compile(
    r"fewer than|less than|under|below|at least|more than|or more|minimum|threshold|rounded"
    r"|nearest|multiple|suppress|based on|base of|up to|out of every|in every|per|groups? of|<"
    r"|≥|≤|>|level|\bage|aged|year|band|table|figure|section",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    rf"\b(?:all|none|every one|each) of the (?:\w+ ){{0,3}}{_PEOPLE}\b|\b(?:no|every) (?:\w+ "
    rf"){{0,2}}(?:learner|pupil|student|apprentice)\b",
    re.IGNORECASE,
)


def sentences_keep_the_rules(output: Output) -> Iterator[OutputFinding]:
    """Few people counted in words or digits; sentences about everybody of a group."""
    for content in output.leaving:
        if content.form is Form.CODE:
            continue
        for number, line in enumerate(content.lines, 1):
            place = FindingPlace(content.name, f"line {number}")
            if any(_is_few(match, line, output.threshold) for match in _COUNT.finditer(line)) or any(
                0 < int(match[1]) < output.threshold for match in _N.finditer(line)
            ):
                yield OutputFinding(
                    OutputCheck.PROSE,
                    "TEXT",
                    Weight.HELD,
                    place,
                    f"a sentence counts fewer than {output.threshold} people",
                    f"Say “fewer than {output.threshold}”, or leave the sentence out.",
                )
            elif _WHOLE.search(line) and content.form in (Form.TEXT, Form.WORD, Form.LATEX, Form.NOTEBOOK):
                yield OutputFinding(
                    OutputCheck.PROSE,
                    "TEXT",
                    Weight.LOOK,
                    place,
                    "a sentence speaks of everybody or nobody of a group",
                    "See whether it says something private of each of them.",
                )


def _is_few(match: re.Match[str], line: str, threshold: int) -> bool:
    said = match["count"].lower()
    count = _WORDS.get(said) or int(said) if said.isdigit() or said in _WORDS else 0
    if not 0 < count < threshold:
        return False
    before = line[max(0, match.start("count") - 40) : match.start("count")]
    if said in ("one", "a single") and (_PRONOUN.search(before) or _IN_GENERAL.match(line[match.end() :])):
        return False
    if (said.isdigit() and _NAMES_LEVELS.search(before)) or _OF_A_SHARE.search(before):
        return False
    after = line[match.end("count") : match.end()]
    if _OF_EVERY.match(line[match.end() :]):
        return False
    return not _RULE.search(before) and not re.match(
        r"\s*(?:in|of every|per|%|or more|\.\d|times|years?|months?|weeks?|days?|groups?|colleges?|providers?)", after
    )
