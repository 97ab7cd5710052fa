"""Facts: asserting what the data does not say, taking it back, and noticing when its time is over."""

from __future__ import annotations

from trimtab import subjects
from trimtab.approvals.changes import announce
from trimtab.bus.topics import MOVED
from trimtab.decisions import AssertFact, Channel
from trimtab.errors import InvalidField, NotPermitted
from trimtab.facts import Fact
from trimtab.identifiers import random_id
from trimtab.ledger import Ledger, Transaction
from trimtab.people import ROLE_OF_FUNCTION, Principal
from trimtab.policy import may_assert


def assert_fact(ledger: Ledger, principal_id: str, asserted: AssertFact, channel: Channel, case_id: str = "") -> Fact:
    """Put a fact in force and have what rests on it priced again.

    Raises NotFound (person or case), NotPermitted unless the person owns the parameter or plans supply, InvalidField.
    """
    with ledger.write() as tx:
        return state_fact(tx, tx.people.get(principal_id), asserted, channel, case_id)


def state_fact(tx: Transaction, principal: Principal, asserted: AssertFact, channel: Channel, case_id: str) -> Fact:
    """Put a fact in force inside a transaction (see `assert_fact`)."""
    fact = Fact(
        id=random_id("fct"),
        statement=asserted.statement,
        owner=principal.id,
        text=asserted.text,
        asserted_at=tx.business_now,
        expires_at=asserted.expires_at,
        case_id=case_id,
    )
    _require_owner(principal, fact)
    if fact.expires_at <= tx.business_now:
        raise InvalidField(
            "that time is over already",
            record=fact.subject(),
            field="expires_at",
            remedy="Say until when it will hold.",
        )
    if case_id:
        tx.cases.get(case_id)
    tx.facts.add(fact)
    tx.audit.append(
        principal.id,
        "fact.asserted",
        fact.id,
        statement=fact.statement,
        expires_at=fact.expires_at,
        text=fact.text,
        case=case_id,
        channel=channel.value,
    )
    _moved(tx, fact, "asserted")
    return fact


def withdraw_fact(ledger: Ledger, fact_id: str, principal_id: str, channel: Channel) -> Fact:
    """End a fact now; raises NotFound, NotPermitted, AlreadyDecided where it holds no longer."""
    with ledger.write() as tx:
        principal = tx.people.get(principal_id)
        _require_owner(principal, tx.facts.get(fact_id))
        fact = tx.facts.withdraw(fact_id, tx.business_now)
        tx.audit.append(principal.id, "fact.withdrawn", fact_id, channel=channel.value)
        _moved(tx, fact, "withdrawn")
        return fact


def expire_facts(ledger: Ledger) -> int:
    """Have what rested on facts whose time is over priced again, once each; returns how many."""
    with ledger.read() as tx:
        ended = tx.facts.ended(tx.business_now)
    told = 0
    for fact in ended:
        with ledger.write() as tx:
            if tx.facts.announce_end(fact.id):
                tx.audit.append("policy", "fact.expired", fact.id)
                _moved(tx, fact, "expired")
                told += 1
    return told


def _require_owner(principal: Principal, fact: Fact) -> None:
    function = fact.belief(None).owner
    if not principal.active or not may_assert(principal, function):
        role = ROLE_OF_FUNCTION[function].value.replace("_", " ")
        raise NotPermitted(f"what is said about {fact.subject()} belongs to {role}, or to the supply planner")


def _moved(tx: Transaction, fact: Fact, state: str) -> None:
    key = (fact.subject(), fact.parameter().value)
    estimate = tx.beliefs.estimated().get(key)
    move = [*key, estimate.version if estimate else 0]
    tx.messages.publish(MOVED, {"items": _items(tx, fact.subject()), "moves": [move], "events": [fact.id]})
    announce(tx, "fact", fact.id, state)


def _items(tx: Transaction, subject: str) -> list[str]:
    """Return the item a subject is about; that of a purchase line is named by the line's own events."""
    kind = subjects.kind_of(subject)
    if kind == "item-location":
        return [subjects.split_item_location(subject)[0]]
    if kind == "source":
        return [subject.partition("/")[2]]
    named = [str(e.data["item"]) for e in tx.events.of_subject(subject) if "item" in e.data]
    return named[-1:]
