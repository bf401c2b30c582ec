"""Version numbers, and how people ask for them."""

import pytest

from alder.publishing.releases import VersionNumber, VersionPattern, VersionType

NUMBERS = [VersionNumber(*parts) for parts in ((1, 0), (1, 1), (1, 10), (2, 0), (2, 0, 1), (2, 0, 2))]

ASKED = """
1      1.0
2.0.1  2.0.1
v1.10  1.10
V2     2.0
*      2.0.2
1.*    1.10
2.0.*  2.0.2
3      -
3.*    -
"""
NOT_VERSIONS = ["", "one", "1.", ".1", "*.1", "1.*.1", "1.0.0.0", "-1", "1 0", "1.0?indicators=x", "9999999"]


@pytest.mark.parametrize("line", ASKED.strip().splitlines())
def test_a_version_is_found_by_number_or_star(line: str) -> None:
    text, version = line.split()
    pattern = VersionPattern.parse(text)
    assert pattern is not None
    assert str(pattern.of(NUMBERS) or "-") == version


@pytest.mark.parametrize("text", NOT_VERSIONS, ids=repr)
def test_what_is_not_a_version(text: str) -> None:
    assert VersionPattern.parse(text) is None


def test_the_next_number_says_what_changed() -> None:
    now = VersionNumber(2, 1, 3)
    assert [str(now.next(type)) for type in VersionType] == ["3.0", "2.2", "2.1.4"]
    assert [now.next(type).type for type in VersionType] == list(VersionType)
