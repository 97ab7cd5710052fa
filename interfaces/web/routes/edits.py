"""Editing a bundle: what a change would do, solved before anything is in force, and putting it in force."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from interfaces.context import InContext
from interfaces.views.dossier import read_dossier
from interfaces.views.edit import edit_legs, preview_page, refusal
from interfaces.views.legs import LegFormat
from interfaces.web.conflict import conflict_page
from interfaces.web.edit_form import edit_of
from interfaces.web.forms import FormFields, FormSender
from interfaces.web.pages import page, reader_of
from interfaces.web.reference import read_reference
from trimtab.edits import Edit
from trimtab.errors import ConflictError, InfeasiblePlan, InputError, InvalidField

router = APIRouter(include_in_schema=False, prefix="/bundles/{bundle_id}/edit")

FormText = Annotated[str, Form()]


@router.get("")
@router.get("/confirm")
def back_to_bundle(bundle_id: str) -> Response:
    """Lead who reloads a preview back to the bundle."""
    return RedirectResponse(f"/bundles/{bundle_id}#edit", status_code=303)


@router.post("")
def preview(
    bundle_id: str, caller: FormSender, context: InContext, fields: FormFields, digest: FormText = ""
) -> Response:
    """Solve an edit and show what it would do; nothing is written."""
    casework = context.require_casework()
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
        dossier = read_dossier(tx, bundle_id, caller.principal)
    how = LegFormat(context.names, reader.almanac)
    suppliers = dict(read_reference(context.settings.network_file).suppliers_of)
    form = edit_legs(dossier, how, suppliers)
    try:
        edit = edit_of(digest, form, fields)
        solved = casework.preview(bundle_id, edit)
    except ConflictError as error:
        return conflict_page(bundle_id, caller, context, error, digest)
    except (InputError, InfeasiblePlan) as error:
        titles = {leg.id: leg.title for leg in form}
        return page("refused.html", reader, status=error.status, bundle_id=bundle_id, error=refusal(error, titles))
    view = preview_page(dossier, solved, how)
    return page("edit.html", reader, bundle_id=bundle_id, edit=edit.model_dump_json(), preview=view)


@router.post("/confirm")
def put_in_force(bundle_id: str, caller: FormSender, context: InContext, edit: FormText = "") -> Response:
    """Put an edited revision in force; it awaits its approvals like any other."""
    try:
        wanted = Edit.model_validate_json(edit)
    except ValidationError:
        remedy = "Go back to the bundle and make the change again."
        raise InvalidField("cannot be read", record="your change", field="edit", remedy=remedy) from None
    try:
        context.require_casework().propose(bundle_id, wanted, caller.principal.id)
    except ConflictError as error:
        return conflict_page(bundle_id, caller, context, error, wanted.digest)
    return RedirectResponse(f"/bundles/{bundle_id}", status_code=303)
