"""Reading back single lines: open receipts of purchase orders, the ERP's own requests, stock set aside."""

from __future__ import annotations

from decimal import Decimal

from demo.erp import documents
from demo.erp.driver import ErpDriver
from demo.play.api import Json

OVER = frozenset({"done", "cancelled"})


def purchase_lines(driver: ErpDriver, action: Json) -> list[Json]:
    """Return the lines that an action names, with what is still to come of them: quantity, dates, warehouses."""
    found = []
    for line in action["lines"]:
        fields = ["product.code", "purchase.number", "purchase.state", "purchase.shipment_state"]
        rows = driver.search_read("purchase.line", [["id", "=", int(line["line"])]], fields)
        for row in rows:
            moves = documents.moves(driver.rpc, [["origin", "=", f"purchase.line,{row['id']}"]])
            coming = [move for move in moves if move.is_open]
            found.append(
                {
                    "model": "purchase.line",
                    "id": action["document"],
                    "line": row["id"],
                    "number": row["purchase."]["number"],
                    "state": row["purchase."]["state"],
                    "item": row["product."]["code"],
                    "open": f"{sum((Decimal(str(m.quantity)) for m in coming), Decimal(0)).normalize():f}",
                    "dates": sorted({str(move.planned_date) for move in coming}),
                    "to": sorted({move.to_location.partition("-")[0] for move in coming}),
                    "exception": row["purchase."]["shipment_state"] == "exception",
                }
            )
    return found


def requests(driver: ErpDriver, action: Json) -> list[Json]:
    """Return the ERP's own request that an action names, where it is still a request."""
    shipment, _, move = str(action["document"]).partition("/")
    if move:
        kept = [["id", "=", int(move)], ["shipment", "=", f"stock.shipment.internal,{shipment}"]]
        rows = driver.search_read("stock.move", [*kept, ["state", "=", "draft"]], ["id"])
        return [{"model": "stock.move", "id": row["id"], "state": "requested"} for row in rows]
    return [
        {"model": "purchase.request", "id": request.id, "item": request.item, "state": request.state}
        for request in driver.purchase_requests()
        if str(request.id) == action["document"] and request.state == "draft"
    ]


def set_aside(driver: ErpDriver, action: Json) -> list[Json]:
    """Return what is set aside for the line that was to get it, and when the line that gave it is to be served."""
    given = _moves(driver, action["from_line"])
    getting = _moves(driver, action["to_line"])
    shipments = sorted({str(move.shipment).partition(",")[2] for move in getting if move.shipment})
    inside = documents.moves(driver.rpc, [["shipment", "in", [f"stock.shipment.out,{number}" for number in shipments]]])
    held = sum(m.quantity for m in inside if m.item == action["item"] and m.state in {"assigned", "done"})
    return [
        {
            "model": "stock.shipment.out",
            "id": action["to_document"],
            "number": action["to_number"],
            "state": "assigned",
            "item": action["item"],
            "set_aside": "enough" if held >= float(action["quantity"]) else f"{held:g}",
            "other_due": sorted({str(move.planned_date) for move in given}),
        }
    ]


def _moves(driver: ErpDriver, line: str) -> list[documents.Move]:
    moves = documents.moves(driver.rpc, [["origin", "=", f"sale.line,{int(line)}"]])
    return [move for move in moves if move.state not in OVER]
