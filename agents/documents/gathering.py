"""Gathering: every document of a plan, in the order in which people read them."""

from __future__ import annotations

from agents.documents.changes import changes
from agents.documents.document import Document
from agents.documents.levels import levels
from agents.documents.promises import promises
from agents.documents.promotions import promotions
from agents.documents.purchases import purchases
from agents.documents.requests import requests
from agents.documents.transfers import transfers
from trimtab.network import Network
from trimtab.plans import Plan
from trimtab.state import Snapshot


def documents_of(plan: Plan, snapshot: Snapshot, network: Network, key: str) -> list[Document]:
    """Return a document per supplier, order, lane, request, promise or level that the steps of a plan concern.

    `key` names bundle and revision: action ids derive from it, so that composing again gives the same ids, and a new
    revision gets new ones.
    """
    return [
        *changes(plan, snapshot, network, key),
        *requests(plan, snapshot, network, key),
        *purchases(plan, network, key),
        *transfers(plan, network, key),
        *promises(plan, snapshot, key),
        *promotions(plan, key),
        *levels(plan, snapshot, key),
    ]
