"""Disclosure control: policies, the choice of what to hide, the attack on it, and `Protected`, which may leave."""

from alder.disclosure.audit import Finding, Verdict, audit, intervals
from alder.disclosure.beside import Beside, beside
from alder.disclosure.leak import Leak, rounding_leak
from alder.disclosure.policy import POLICIES, Policy
from alder.disclosure.policy_file import policy_of
from alder.disclosure.protect import protect
from alder.disclosure.protected import Protected
from alder.disclosure.protection import Protection
from alder.disclosure.provider_bands import Band, bands
from alder.disclosure.settings import Action, Demand, Guard, Method, Noise, Rates

__all__ = [
    "POLICIES",
    "Action",
    "Band",
    "Beside",
    "Demand",
    "Finding",
    "Guard",
    "Leak",
    "Method",
    "Noise",
    "Policy",
    "Protected",
    "Protection",
    "Rates",
    "Verdict",
    "audit",
    "bands",
    "beside",
    "intervals",
    "policy_of",
    "protect",
    "rounding_leak",
]
