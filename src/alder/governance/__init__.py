"""Who people are to Alder, and what keeps them from doing what is not theirs to do."""

from alder.governance.rights import EVERYTHING, Right, RoleScope, ScopeKind
from alder.governance.roles import PEOPLES_ROLES, Denied, Role

__all__ = ["EVERYTHING", "PEOPLES_ROLES", "Denied", "Right", "Role", "RoleScope", "ScopeKind"]
