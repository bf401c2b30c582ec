"""Check 13: figures in sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from alder.outputs.content import Form
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.numbers_in_words import GOES_ON, NUMBER_IN_WORDS, value_of_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.outputs.output import Output

_NUMBER = rf"(?:{NUMBER_IN_WORDS}|\d{{1,4}})"
_PEOPLE = (
    r"(?:learners?|pupils?|students?|people|persons?|apprentices?|women|men|girls|boys|young "
    r"people|adults|individuals|participants|leavers|trainees|employees|of them|of whom|cases)"
)
_SPEAKS_OF_PEOPLE = re.compile(_PEOPLE, re.IGNORECASE)
"""Without one of these words no number on a line is followed by people: a quick look before the long one."""
_NO_ADJECTIVE = r"(?!(?:to|which|that|who|whom|the|an?|in|at|and|or|is|are|was|were|for|on|with|by|than|as|if|of)\b)"
_COUNT = re.compile(
    rf"(?<![/.:,\d-])\b(?=(?P<all>(?P<count>{NUMBER_IN_WORDS}|\d{{1,4}})\s+(?:of\s+(?:the|our|these|those|its)\s+)?"
    rf"(?P<between>(?:{_NO_ADJECTIVE}[\w'-]+\s+){{0,3}}?){_PEOPLE}\b))",
    re.IGNORECASE,
)
"""A count of people. It takes up no words: in `two colleges three learners left` both numbers are looked at."""
_THINGS = re.compile(
    r"\b(?:(?:sixth[ -]form |further education )?colleges|providers|schools|institutions|organisations|sites|campuses"
    r"|areas|districts|regions|boroughs|wards|points|courses|subjects|sectors|standards|frameworks|terms|cohorts)['’]?\s",
    re.IGNORECASE,
)
"""Between a number and a word for people these are what it counts: `in 5 of the 12 colleges learners stayed`.

Plurals alone, since `3 college learners` are three.
"""
_THING = re.compile(r"(?:college|provider|school|site|area|district|course|subject|sector|term)\s", re.IGNORECASE)
"""After one, and with people in the plural, this is what it counts: `one provider taught learners`."""
_NOTE = re.compile(r"(?:^|[.:;)])\s*(\d)[.)]?\s+(?=[A-Z])(?!\w+\s+(?:was|were|had|left)\b)(\w+)")
"""The number of a note within a line, and the word with which the note begins."""
_PRONOUN = re.compile(r"\b(?:the|this|that|each|no|every|any|another|which|only the)\s*$", re.IGNORECASE)
"""Before `one` these make it a word for something that was named before."""
_IN_GENERAL = re.compile(r"(?<!\s)\s+(?:counts?|is counted|may|can|could|stands?|has one)\b", re.IGNORECASE)
"""After `one learner` these speak of any learner."""
_NAMES_LEVELS = re.compile(
    r"\b(?:levels?|entry|steps?|stages?|years?|grades?|bands?|units?)(?:[\s,]|and|to|or|\d)*$", re.IGNORECASE
)
"""Before a number these make it a name: `Entry 1, 2 and 3 learners`."""
_OF_A_SHARE = re.compile(rf"\b(?:{NUMBER_IN_WORDS}|\d+)\s+(?:in|out of)\s+(?:every\s+)?$", re.IGNORECASE)
"""Before a number these make it the whole of a share: `one in three learners`."""
_OF_EVERY = re.compile(rf"(?<!\s)\s+(?:in|out of)\s+(?:every\s+)?(?:{NUMBER_IN_WORDS}|\d+)\b", re.IGNORECASE)
"""`Two learners in five` is a share."""
_N = re.compile(r"\b[nN]\s*=\s*(\d{1,4})(?![\d,.]*\d)")
_OF_PEOPLE = re.compile(
    rf"\b(?:of|among)\s+(?:(?:the|these|those|our|all)\s+)?(?:(?:{_NUMBER}|\d{{1,3}}(?:,\d{{3}})+)\s+)?(?:{_NO_ADJECTIVE}[\w'-]+\s+)"
    rf"{{0,2}}{_PEOPLE}\b[^.;:,]{{0,80}},\s+(?:only\s+|just\s+|and\s+)?(?P<count>{_NUMBER})\s+(?:had|have|has|were|was|are|is|did"
    r"|left|stayed|started|achieved|completed|passed|failed|progressed|took|said|reported|do|chose|went|moved|withdrew)\b",
    re.IGNORECASE,
)
"""`Of the 120 women, seven had a plan`: those who are counted are named first."""
_LEFT = re.compile(
    rf"(?:\A|[.,;:(]|\b(?:and|but|only|just|while|whereas|though|that)\s)\s*(?P<count>{_NUMBER})\s+"
    r"(?:withdrew|dropped\s+out|left\s+(?:early|before)|were\s+withdrawn)\b",
    re.IGNORECASE,
)
"""`Seven withdrew`: what people alone do."""
_NOT_PEOPLE = re.compile(
    r"\b(?:colleges?|providers?|schools?|institutions?|organisations?|employers?|sites?|courses?|awarding)\b",
    re.IGNORECASE,
)
_GROUP_WITH_NUMBER = re.compile(
    rf"\b(?:(?:fe)?males?|(?:wo)?men|girls|boys|learners|apprentices|pupils|students|withdrawn|leavers)\s*(?::|=|\s[-–—])\s*"
    rf"(?P<count>{_NUMBER})(?=\s*(?:\Z|[,;)|]|\.(?!\d)|and\b))",
    re.IGNORECASE,
)
"""`Women: seven, men: 112`."""
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
        groups = _few_in_groups(content.lines, output.threshold)
        for number, line in enumerate(content.lines, 1):
            if not line or line.isspace():
                continue
            place = FindingPlace(content.name, f"line {number}")
            notes = _numbered_notes(line)
            if (
                any(_is_few(match, line, output.threshold, notes) for match in _counts_in(line))
                or any(0 < int(match[1]) < output.threshold for match in _N.finditer(line))
                or number in groups
                or _is_few_of(line, output.threshold)
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


_WORD = re.compile(r"\S+")
_BEFORE = 16
"""Words before one for people among which a count of them begins: the number, what kind of people, and more."""


def _counts_in(line: str) -> Iterator[re.Match[str]]:
    """Counts of people: numbers that one of the words for people follows soon, looked for near those words alone."""
    spoken = list(_SPEAKS_OF_PEOPLE.finditer(line))
    if not spoken:
        return
    words = [word.span() for word in _WORD.finditer(line)]
    starts = [start for start, _ in words]
    done = 0
    for one in spoken:
        last = bisect_right(starts, one.end() - 1) - 1
        first = max(starts[max(0, bisect_right(starts, one.start()) - 1 - _BEFORE)], done)
        if first < words[last][1]:
            yield from _COUNT.finditer(line, first, words[last][1])
            done = one.start()


def _value(said: str) -> int:
    return int(said) if said.isdigit() else value_of_words(said) or 0


def _is_few(match: re.Match[str], line: str, threshold: int, notes: set[int]) -> bool:
    said = match["count"].lower()
    before = line[max(0, match.start("count") - 40) : match.start("count")]
    if not 0 < _value(said) < threshold or (not said.isdigit() and GOES_ON.search(before)):
        return False
    if _THINGS.search(match["between"]) or match.start("count") in notes:
        return False
    if said in ("one", "a single", "1") and _THING.match(match["between"]) and match["all"].lower().endswith("s"):
        return False
    if said in ("one", "a single") and (_PRONOUN.search(before) or _IN_GENERAL.match(line, match.end("all"))):
        return False
    if (said.isdigit() and _NAMES_LEVELS.search(before)) or _OF_A_SHARE.search(before):
        return False
    after = line[match.end("count") : match.end("all")]
    if _OF_EVERY.match(line, match.end("all")):
        return False
    return not _RULE.search(before) and not re.match(
        r"\s*(?:in|of every|per|%|or more|\.\d|times|years?|months?|weeks?|days?|groups?)", after
    )


def _is_few_of(line: str, threshold: int) -> bool:
    """Whether a line counts few people whom it does not name again beside their number."""
    told = list(_OF_PEOPLE.finditer(line))
    told += [match for match in _LEFT.finditer(line) if not _NOT_PEOPLE.search(line[: match.start()])]
    return any(0 < _value(match["count"].lower()) < threshold for match in told)


def _few_in_groups(lines: Sequence[str], threshold: int) -> set[int]:
    """The numbers of lines that set few beside the name of a group; codes, which count up from 0 or 1, are none."""
    found: dict[int, list[int]] = {}
    for number, line in enumerate(lines, 1):
        values = [_value(match["count"].lower()) for match in _GROUP_WITH_NUMBER.finditer(line)]
        if values:
            found[number] = values
    every = sorted({value for values in found.values() for value in values})
    if every in ([*range(1, len(every) + 1)], [*range(len(every))]):
        return set()
    return {number for number, values in found.items() if any(0 < value < threshold for value in values)}


def _numbered_notes(line: str) -> set[int]:
    """Where the numbers of notes stand that follow each other in a line: `Notes: 1 Excludes ... 2 Main ... 3 Learners`.

    Numbers that count up from one, three of them or more, not all of them before people: one sentence that begins with
    a number is a count.
    """
    found = list(_NOTE.finditer(line))
    of_people = [re.fullmatch(_PEOPLE, one[2], re.IGNORECASE) is not None for one in found]
    if len(found) < _FEWEST_NOTES or [int(one[1]) for one in found] != list(range(1, len(found) + 1)):
        return set()
    return set() if sum(of_people) > len(found) / 2 else {one.start(1) for one in found}


_FEWEST_NOTES = 3
