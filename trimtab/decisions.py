"""Decisions: what a person can answer to a bundle, as one tagged union; an edit is not among them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from trimtab.facts import Statement
from trimtab.measures import Frozen, Money

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Text = Annotated[str, Field(max_length=2000)]


class RejectCode(StrEnum):
    """Why a bundle is refused; each leads the next round elsewhere."""

    WRONG_DATA = "wrong_data"
    ALREADY_HANDLED = "already_handled"
    NOT_ALLOWED = "not_allowed"
    TOO_COSTLY = "too_costly"


class Approve(Frozen):
    """Yes to exactly the revision whose digest is named."""

    kind: Literal["approve"] = "approve"
    digest: Digest


class Reject(Frozen):
    """No, with a reason; `legs` are the legs meant (all if empty), `limit` what would not be too costly."""

    kind: Literal["reject"] = "reject"
    digest: Digest
    code: RejectCode
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    legs: tuple[str, ...] = ()
    limit: Money | None = None


class Defer(Frozen):
    """Not now: show it again at `until` (business time)."""

    kind: Literal["defer"] = "defer"
    digest: Digest
    until: AwareDatetime
    text: Text = ""


class AssertFact(Frozen):
    """What a person knows and the data does not; owned by the one who says it, until `expires_at` (business time)."""

    kind: Literal["assert_fact"] = "assert_fact"
    statement: Statement
    expires_at: AwareDatetime
    text: Text = ""


class Ask(Frozen):
    """A question; it changes nothing."""

    kind: Literal["ask"] = "ask"
    text: Annotated[str, Field(min_length=1, max_length=2000)]


Decision = Annotated[Approve | Reject | Defer | AssertFact | Ask, Field(discriminator="kind")]


class Channel(StrEnum):
    """Where a decision came from; authority never depends on it."""

    WEB = "web"
    API = "api"
    CLI = "cli"
    SLACK = "slack"
    MCP = "mcp"
    POLICY = "policy"
