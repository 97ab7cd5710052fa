"""Policy: who may decide what. Pure rules over typed YAML; nothing here reads the ledger."""

from trimtab.policy.authority import No, may_assert, may_steer, requirements_met_by
from trimtab.policy.load import load_policy, read_policy
from trimtab.policy.model import Nervousness, Policy
from trimtab.policy.route import route, spending

__all__ = [
    "Nervousness",
    "No",
    "Policy",
    "load_policy",
    "may_assert",
    "may_steer",
    "read_policy",
    "requirements_met_by",
    "route",
    "spending",
]
