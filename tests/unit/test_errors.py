"""What a person reads when something cannot be done."""

from alder import errors


def test_an_error_says_what_where_and_what_next() -> None:
    error = errors.UnreadableFile("this file could not be read", where="returns.xml, line 3", next="See: alder check")
    assert str(error) == "this file could not be read\n\n  returns.xml, line 3\n\nSee: alder check"
    assert str(errors.StoreError("there is no store here")) == "there is no store here"


def test_a_wrong_name_is_answered_with_the_nearest_known_one() -> None:
    error = errors.unknown_name("measure", "achievment_rate", ["achievement_rate", "starts"], next="List them.")
    assert str(error) == "there is no measure called achievment_rate\n\n  Did you mean achievement_rate? List them."
    assert "Did you mean" not in str(errors.unknown_name("measure", "zzz", ["starts"]))


def test_each_kind_has_its_own_exit_status() -> None:
    kinds = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.AlderError)]
    assert errors.NothingHeld.exit_code == errors.NoFigures.exit_code, "to a script it is the same: no figures"
    assert errors.WrongEntry.exit_code == errors.UsageError.exit_code, "no command has a form"
    kinds = [kind for kind in kinds if kind not in (errors.NothingHeld, errors.WrongEntry)]
    codes = [c.exit_code for c in kinds]
    assert len(set(codes)) == len(codes)
    assert {c for c in codes if c < 10} == {2}
