"""What a role is held for, and which endings of e-mail addresses could be taken for one another."""

from __future__ import annotations

import pytest

from alder.errors import UsageError
from alder.governance import EVERYTHING, Right, Role, RoleScope, ScopeKind
from alder.governance.mail_domains import is_domain, taken_for
from alder.governance.rights import roles_in, scope_kinds, things_of

ONE, OTHER = RoleScope(ScopeKind.PUBLICATION, "a"), RoleScope(ScopeKind.PUBLICATION, "b")


def test_a_role_for_everything_counts_for_each_thing_and_one_for_a_thing_for_it_alone() -> None:
    rights = {Right(Role.PUBLISHER, ONE), Right(Role.APPROVER)}
    assert roles_in(rights, ONE) == {Role.PUBLISHER, Role.APPROVER}
    assert roles_in(rights, OTHER) == {Role.APPROVER}
    assert roles_in(rights, EVERYTHING) == {Role.APPROVER}
    assert roles_in(rights, RoleScope(ScopeKind.SOURCE, "a")) == {Role.APPROVER}, "an id is one of its kind"


def test_the_things_of_a_role() -> None:
    rights = {Right(Role.PUBLISHER, ONE), Right(Role.STATISTICIAN, RoleScope(ScopeKind.QUEUE, "general"))}
    assert things_of(rights, [Role.PUBLISHER], ScopeKind.PUBLICATION) == {"a"}
    assert things_of(rights, [Role.APPROVER], ScopeKind.PUBLICATION) == frozenset()
    assert things_of(rights | {Right(Role.PUBLISHER)}, [Role.PUBLISHER], ScopeKind.PUBLICATION) is None


@pytest.mark.parametrize("role", Role)
def test_who_looks_after_people_or_incidents_does_so_for_everything(role: Role) -> None:
    kinds = set(scope_kinds(role)) - {ScopeKind.EVERYTHING}
    if role in (Role.ADMIN, Role.OPERATOR, Role.INCIDENT_OFFICER):
        assert not kinds
    for kind in set(ScopeKind) - {ScopeKind.EVERYTHING} - kinds:
        with pytest.raises(UsageError, match=f"nobody is {role} for one {kind}"):
            Right(role, RoleScope(kind, "x"))


def test_an_owner_of_data_may_own_one_source_and_a_signatory_signs_for_no_one_thing() -> None:
    assert scope_kinds(Role.DATA_OWNER) == (ScopeKind.EVERYTHING, ScopeKind.SOURCE)
    assert scope_kinds(Role.SIGNATORY) == (ScopeKind.EVERYTHING,)


@pytest.mark.parametrize("text", ["everything", "publication 0a1b", "source ilr", "request queue general"])
def test_a_scope_is_read_as_it_is_written(text: str) -> None:
    assert str(RoleScope.parse(text)) == text


@pytest.mark.parametrize("text", ["", "everything else", "publication", "project 1", "publications 0a1b"])
def test_what_is_no_scope_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        RoleScope.parse(text)


KNOWN = ("mereshire.ac.uk", "ucl.ac.uk", "aldby-college.example")
LIKE = """
mereshlre.ac.uk             mereshire.ac.uk         l for i
rnereshire.ac.uk            mereshire.ac.uk         rn for m
mereshire.co.uk             mereshire.ac.uk         another ending
mereshire-ac.uk             mereshire.ac.uk         a hyphen for a dot
mereshire.ac.uk.evil.test   mereshire.ac.uk         it begins like it
mereshire-login.example     mereshire.ac.uk         it holds the name
merehsire.ac.uk             mereshire.ac.uk         two letters swapped
mеreshire.ac.uk             mereshire.ac.uk         a Cyrillic letter
xn--mreshire-c8g.ac.uk      mereshire.ac.uk         the same letter, as domains write it
aldbycollege.example        aldby-college.example   without the hyphen
aldby-col1ege.example       aldby-college.example   1 for l
ucl.example                 ucl.ac.uk               a short name elsewhere
"""
UNLIKE = ("uel.ac.uk", "brayton.ac.uk", "mail.mereshire.ac.uk", "mereshire.ac.uk", "example.org")


@pytest.mark.parametrize("line", LIKE.strip().splitlines())
def test_t36_a_domain_that_was_made_to_be_taken_for_another_is_known(line: str) -> None:
    domain, like, *_ = line.split()
    assert taken_for(domain, KNOWN) == like


@pytest.mark.parametrize("domain", UNLIKE)
def test_other_domains_and_those_of_the_organisation_itself_are_not(domain: str) -> None:
    assert taken_for(domain, KNOWN) == ""


def test_what_is_a_domain() -> None:
    assert all(map(is_domain, KNOWN))
    assert not any(map(is_domain, ("", "localhost", "a..b", "-a.b", "a b.c", "a@b.c", "x" * 64 + ".uk", "a/b.uk")))
