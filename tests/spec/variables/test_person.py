"""Variables about the learner."""

import pytest
from tests.support.aim_tables import derived

from alder.derive import variables


def test_sex_is_female_male_or_not_known() -> None:
    found = derived("sex", "aim | Sex\nwoman | F\nman | M\nlower case | f\nnothing |")
    assert found == {"woman": "F", "man": "M", "lower case": "Unknown", "nothing": "Unknown"}


@pytest.mark.parametrize(
    ("codes", "group", "minority"),
    [
        ((31, 32, 33, 34), "White", False),
        ((35, 36, 37, 38), "Mixed", True),
        ((39, 40, 41, 42, 43), "Asian", True),
        ((44, 45, 46), "Black", True),
        ((47, 98), "Other", True),
        ((99, 11), "Unknown", None),
    ],
)
def test_a_code_belongs_to_a_major_group_and_white_minorities_are_not_an_ethnic_minority(
    codes: tuple[int, ...], group: str, minority: bool | None
) -> None:
    text = "aim | Ethnicity\n" + "\n".join(f"code {c} | {c}" for c in codes)
    assert set(derived("ethnicity", text).values()) == {group}
    assert set(derived("ethnic_minority_flag", text).values()) == {minority}
    shown = {True: "Yes", False: "No", None: "Unknown"}[minority]
    assert set(derived("ethnic_minority", text).values()) == {shown}


def test_the_18_groups_keep_their_code() -> None:
    found = derived("ethnicity_minor", "aim | Ethnicity\nIndian | 39\nother | 98\nnot given | 99\nmissing |")
    assert found == {"Indian": "39", "other": "98", "not given": "Unknown", "missing": "Unknown"}
    assert len(variables["ethnicity_minor"].categories) == 19


def test_a_learner_says_yes_no_or_nothing_about_a_difficulty_or_disability() -> None:
    found = derived("lldd", "aim | LLDDHealthProb\nyes | 1\nno | 2\nno information | 9\nmissing |")
    assert found == {"yes": "Yes", "no": "No", "no information": "Unknown", "missing": "Unknown"}
