"""The error tree: every error Trimtab raises on purpose, with a stable code and what to do about it.

TrimtabError
├── InputError              input.*       a record from outside is wrong: names record and field
│   ├── UnknownReference    input.unknown_reference
│   └── InvalidField        input.invalid_field
├── NotFound                not_found     no such case, bundle, principal, ...
├── ConflictError           conflict.*    somebody or something was faster, or the form is out of date
│   ├── AlreadyDecided      conflict.already_decided
│   ├── StaleRevision       conflict.stale_revision
│   ├── BundleExpired       conflict.expired
│   ├── TooLateToUndo       conflict.too_late_to_undo
│   ├── ClaimTaken          conflict.claim_taken
│   ├── BudgetExhausted     conflict.budget_exhausted
│   └── LeaseLost           conflict.lease_lost
├── AuthorityError          authority.*   this principal may not do this
│   ├── NotSignedIn         authority.not_signed_in
│   ├── NotPermitted        authority.not_permitted
│   └── ExecutionStopped    authority.kill_switch
├── SystemOfRecordError     record.*      an ERP or other system answered no, nothing, or something unclear
│   ├── Refused             record.refused       a definite no: nothing changed
│   ├── Unavailable         record.unavailable   it never got there: safe to repeat
│   ├── Ambiguous           record.ambiguous     nobody knows whether it happened: find() before anything else
│   └── FieldConflict       record.conflict      the field holds neither the old nor the new value
├── InfeasiblePlan          plan.infeasible      limits that contradict each other, named
├── NotAvailable            not_available        this process was started without what that needs
├── ConfigurationError      configuration.*      settings, policies or packages are wrong
└── IntegrityError          integrity.audit      the audit chain does not verify
"""

from __future__ import annotations

from typing import ClassVar


class TrimtabError(Exception):
    """Base of every deliberate error: `code` is stable, `message` says what happened, `remedy` what to do."""

    code: ClassVar[str] = "trimtab"
    status: ClassVar[int] = 500

    def __init__(self, message: str, *, remedy: str = "") -> None:
        """Keep the message and, where there is one, the remedy a person can act on."""
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """Say what happened and, after it, what to do."""
        return f"{self.message} {self.remedy}".strip()


class InputError(TrimtabError):
    """A record from outside is wrong; `record` says which one and `field` which part of it."""

    code = "input"
    status = 422

    def __init__(self, message: str, *, record: str, field: str, remedy: str = "") -> None:
        """Name the record (for example `demand.csv row 12`) and the field."""
        super().__init__(message, remedy=remedy)
        self.record = record
        self.field = field

    def __str__(self) -> str:
        """Put record and field in front of the message."""
        return f"{self.record}, {self.field}: {super().__str__()}"


class UnknownReference(InputError):
    """A record names an item, location, supplier or document that is not known."""

    code = "input.unknown_reference"


class InvalidField(InputError):
    """A field has the wrong type or an impossible value."""

    code = "input.invalid_field"


class NotFound(TrimtabError):
    """There is no such case, bundle, task or principal in this company."""

    code = "not_found"
    status = 404


class ConflictError(TrimtabError):
    """Somebody or something was faster, or the form is out of date."""

    code = "conflict"
    status = 409


class AlreadyDecided(ConflictError):
    """The bundle or the requirement was decided before this decision arrived."""

    code = "conflict.already_decided"


class StaleRevision(ConflictError):
    """The digest or revision named is not the one in force."""

    code = "conflict.stale_revision"


class BundleExpired(ConflictError):
    """The bundle's time to be decided has passed."""

    code = "conflict.expired"


class TooLateToUndo(ConflictError):
    """An action of the bundle is already on its way to a system of record."""

    code = "conflict.too_late_to_undo"


class ClaimTaken(ConflictError):
    """Another open case already holds this item-location or document."""

    code = "conflict.claim_taken"


class BudgetExhausted(ConflictError):
    """Approving this would exceed a budget or a mandate."""

    code = "conflict.budget_exhausted"


class LeaseLost(ConflictError):
    """Another process holds the lease now; what this one was about to write is void."""

    code = "conflict.lease_lost"


class AuthorityError(TrimtabError):
    """This principal may not do this."""

    code = "authority"
    status = 403


class NotSignedIn(AuthorityError):
    """No session and no token, or one that is expired or revoked."""

    code = "authority.not_signed_in"
    status = 401


class NotPermitted(AuthorityError):
    """The principal is known, but policy does not give it this authority."""

    code = "authority.not_permitted"


class ExecutionStopped(AuthorityError):
    """The kill switch is on: nothing is sent to any system of record."""

    code = "authority.kill_switch"


class SystemOfRecordError(TrimtabError):
    """A system of record answered no, nothing, or something unclear; `system` names it."""

    code = "record"
    status = 502

    def __init__(self, message: str, *, system: str, remedy: str = "") -> None:
        """Name the system that was spoken to."""
        super().__init__(message, remedy=remedy)
        self.system = system


class Refused(SystemOfRecordError):
    """A definite no: nothing changed in the system of record."""

    code = "record.refused"


class Unavailable(SystemOfRecordError):
    """The request never got there, or was turned away unread: repeating it is safe."""

    code = "record.unavailable"


class Ambiguous(SystemOfRecordError):
    """Nobody knows whether it happened: only `find(key)` may follow."""

    code = "record.ambiguous"


class FieldConflict(SystemOfRecordError):
    """The field holds neither the expected old value nor the new one: somebody else changed it."""

    code = "record.conflict"


class InfeasiblePlan(TrimtabError):
    """No plan satisfies all limits; `limits` names a set that contradicts itself."""

    code = "plan.infeasible"
    status = 422

    def __init__(self, message: str, *, limits: tuple[str, ...], remedy: str = "") -> None:
        """Name the contradicting limits."""
        super().__init__(message, remedy=remedy)
        self.limits = limits


class NotAvailable(TrimtabError):
    """This process was started without what that needs; everything else works."""

    code = "not_available"
    status = 503


class ConfigurationError(TrimtabError):
    """Settings, policies or installed packages are wrong."""

    code = "configuration"


class IntegrityError(TrimtabError):
    """The audit chain does not verify."""

    code = "integrity.audit"
