"""The roles that people have, and the refusal of what is not theirs to do.

One person may have several roles; a role that nobody has lets nobody in.
"""

from __future__ import annotations

from enum import StrEnum

from alder.errors import AlderError


class Role(StrEnum):
    """What a person is there for. What each may do is told by the policy of the thing that it is done to."""

    PUBLISHER = "publisher"
    APPROVER = "approver"
    STATISTICIAN = "statistician"
    CHECKER = "output checker"
    SENIOR_CHECKER = "senior checker"
    RELEASE_OFFICER = "release officer"
    INCIDENT_OFFICER = "incident officer"
    GOVERNANCE_REVIEWER = "information governance reviewer"
    INTAKE_OFFICER = "intake officer"
    DATA_OWNER = "data owner"
    METHODS_REVIEWER = "methods reviewer"
    PANEL_MEMBER = "panel member"
    INDEPENDENT_MEMBER = "independent panel member"
    """Of the panel, and not of the service: one of those who vote is."""
    PANEL_CHAIR = "panel chair"
    DELEGATED_OFFICER = "delegated officer"
    AGREEMENT_OFFICER = "agreement officer"
    ACCREDITATION_OFFICER = "accreditation officer"
    SIGNATORY = "organisation signatory"
    """Of the one organisation that was verified as theirs."""
    DATA_MANAGER = "data manager"
    AUDITOR = "auditor"
    ADMIN = "admin"
    OPERATOR = "operator"
    """Whoever runs commands where the store is. No person holds it: the machine lets them in."""

    @property
    def says(self) -> str:
        """What the role is for, to people who give it and have it."""
        return _SAYS[self]


_SAYS = {
    Role.PUBLISHER: "prepares releases: files, words and corrections",
    Role.APPROVER: "checks what publishers send, approves it and says when it is published",
    Role.STATISTICIAN: "answers requests for tables",
    Role.CHECKER: "checks outputs of research before they leave",
    Role.SENIOR_CHECKER: "settles what two checkers see differently",
    Role.RELEASE_OFFICER: "releases outputs that two checkers approved",
    Role.INCIDENT_OFFICER: "deals with incidents: contains them, recalls outputs",
    Role.GOVERNANCE_REVIEWER: "reviews law and data protection of applications; assesses what an incident means",
    Role.INTAKE_OFFICER: "checks that applications for learner-level data are complete, and asks for their reviews",
    Role.DATA_OWNER: "reviews applications for the data that they own",
    Role.METHODS_REVIEWER: "reviews methods and planned outputs of applications",
    Role.PANEL_MEMBER: "votes on applications",
    Role.INDEPENDENT_MEMBER: "votes on applications, and is not of the service",
    Role.PANEL_CHAIR: "decides on applications as the panel voted",
    Role.DELEGATED_OFFICER: "approves applications of low risk that every review supports",
    Role.AGREEMENT_OFFICER: "draws up agreements, and countersigns them",
    Role.ACCREDITATION_OFFICER: "looks at the evidence of researchers, and grants or refuses accreditations",
    Role.SIGNATORY: "confirms who works for their organisation and what applications say of it, and signs for it",
    Role.DATA_MANAGER: "looks after workspaces: loads extracts, lets files in, destroys what is over",
    Role.AUDITOR: "reads the trail of all that happened, and changes nothing",
    Role.ADMIN: "adds people, gives them roles and takes them away",
    Role.OPERATOR: "runs commands where the store is",
}

PEOPLES_ROLES = tuple(role for role in Role if role is not Role.OPERATOR)
"""Those that a person can be given."""


class Denied(AlderError):
    """Not allowed, to them or now. The sentence says why, and is shown to them.

    The reason names a role, a state or a rule, and never another person's affairs.
    """

    exit_code = 19
