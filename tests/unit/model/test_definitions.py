"""Parameters and registries: what they take, and what they say about what they do not."""

import pytest

from alder.derive import variables
from alder.errors import UsageError
from alder.measures import measures
from alder.model.definition import Evidence, Parameter, settings
from alder.model.registry import Registry

DAYS = Parameter("days", 120, "How many.", Evidence.S, "A page.")
WAY = Parameter("way", "up", "Which way.", Evidence.A, "Nobody.", choices=(("up", "to more"), ("even", "to even")))
CODES = Parameter(
    "codes", (7,), "Which.", Evidence.B, "Nobody.", choices=((7, "seven"), (41, "forty-one")), several=True
)
OPEN = Parameter("open", (1,), "Which.", Evidence.B, "Nobody.", several=True)


@pytest.mark.parametrize(
    ("parameter", "given", "read"),
    [
        (DAYS, 90, 90),
        (DAYS, " 90 ", 90),
        (WAY, "even", "even"),
        (CODES, "41, 7", (7, 41)),
        (CODES, [41], (41,)),
        (CODES, 41, (41,)),
        (CODES, "", ()),
        (OPEN, "3,2", (2, 3)),
    ],
)
def test_a_setting_is_read_as_people_write_it(parameter: Parameter, given: object, read: object) -> None:
    assert parameter.read(given) == read


@pytest.mark.parametrize(("parameter", "given"), [(DAYS, "-1"), (DAYS, "some"), (WAY, "down"), (CODES, "7,8")])
def test_a_setting_that_does_not_exist_is_refused(parameter: Parameter, given: object) -> None:
    with pytest.raises(UsageError):
        parameter.read(given)


def test_settings_are_what_was_given_and_else_the_defaults() -> None:
    assert settings([DAYS, WAY], {"days": 1}) == {"days": 1, "way": "up"}
    with pytest.raises(UsageError, match="there is no parameter called dayss"):
        settings([DAYS, WAY], {"dayss": 1})


def test_settings_are_shown_as_they_are_written() -> None:
    assert [Parameter.shown(s) for s in (120, "up", (7, 41), ())] == ["120", "up", "7,41", "none"]


def test_a_name_is_declared_once_and_found_by_name() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        measures.add(measures["starts"])
    assert "starts" in measures
    assert len(variables) == len(variables.names)
    empty: Registry[Parameter] = Registry("thing", "things")
    with pytest.raises(UsageError, match="there is no thing called x"):
        empty["x"]


def test_each_piece_of_evidence_has_a_meaning() -> None:
    assert len({e.meaning for e in Evidence}) == 4
