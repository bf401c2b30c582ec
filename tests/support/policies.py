"""A policy that is nobody's: what tests change when they try one setting."""

from alder.disclosure import Action, Method, Policy, Rates

OWN = Policy(
    name="mine",
    version=1,
    says="Made for a test.",
    why=(),
    action=Action.ROUND,
    method=Method.CONTROLLED,
    threshold=5,
    base=5,
    rates=Rates.PUBLISHED,
    insider=False,
)
"""Rounds to 5, so that tables still add up."""
