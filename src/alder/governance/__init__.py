"""Who people are to Alder, and what keeps them from doing what is not theirs to do."""

from alder.governance.roles import PEOPLES_ROLES, Denied, Role

__all__ = ["PEOPLES_ROLES", "Denied", "Role"]
