"""What the people of the company can do with the driver, and what the user they create for Trimtab can not."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo.erp.driver import ErpDriver
from demo.erp.rpc import ErpError
from demo.erp.seed import erp_today
from tests.services.tryton import Erp, running_erp


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory, company_file: Path) -> Iterator[Erp]:
    with running_erp(tmp_path_factory.mktemp("hosted"), company_file) as running:
        yield running


@pytest.fixture(scope="module")
def service(hosted: Erp) -> Iterator[httpx.Client]:
    """The REST interface as the service user sees it."""
    erp = hosted
    context = base64.urlsafe_b64encode(json.dumps({"company": 1, "companies": [1]}).encode()).decode()
    headers = {"Authorization": f"Bearer {erp.driver.create_service_user()}", "X-Tryton-Context": context}
    with httpx.Client(base_url=f"{erp.url}/{erp.database}/rest/model/", headers=headers, trust_env=False) as client:
        yield client


def test_slip_re_dates_what_is_to_come_and_keeps_the_first_date(erp: Erp) -> None:
    (move,) = erp.driver.slip_purchase("KMW-2417", 11)
    assert move.planned_date == erp_today() + timedelta(days=17)
    (purchase,) = [row for row in erp.driver.purchases() if row.reference == "KMW-2417"]
    assert purchase.lines[0].delivery_date == move.planned_date
    again = erp.driver.slip_purchase(purchase.number or "", 1)
    by_id = erp.driver.slip_purchase(purchase.id, 1)
    assert again[0].id == by_id[0].id == move.id
    assert by_id[0].planned_date == erp_today() + timedelta(days=19)


def test_slip_of_an_unknown_purchase_says_so(erp: Erp) -> None:
    with pytest.raises(LookupError, match="PO KMW-1: 0 found"):
        erp.driver.slip_purchase("KMW-1", 3)


def test_a_refusal_of_the_erp_is_an_error_with_its_words(erp: Erp) -> None:
    point = erp.driver.order_points()[0]
    with pytest.raises(ErpError, match="Minimal Quantity") as refused:
        erp.driver.write("stock.order_point", [point.id], {"min_quantity": 500})
    assert refused.value.code == "UserError"


def test_a_wrong_password_is_an_error(erp: Erp) -> None:
    with pytest.raises(ErpError, match=r"LoginException|401"):
        ErpDriver(erp.url, password="wrong")


def test_warnings_of_the_supply_run_are_answered_as_a_user_does(erp: Erp) -> None:
    erp.driver.slip_purchase("KMW-2417", -7)
    erp.driver.run_supply_wizard()
    assert erp.driver.search_read("res.user.warning", [["name", "like", "stock.supply%"]], ["name"]) == []
    assert erp.driver.purchase_requests()


def test_the_service_user_reads_and_writes_what_trimtab_needs(service: httpx.Client) -> None:
    for model in ("product.product", "purchase.product_supplier", "sale.line", "stock.shipment.out", "party.address"):
        assert service.get(model, params={"f": "id", "s": 1}).json(), model
    (point, *_) = service.get("stock.order_point", params={"f": ["min_quantity"]}).json()
    assert service.put(f"stock.order_point/{point['id']}", json={"min_quantity": 31}).status_code == 200
    moves = {"product": 1, "quantity": 5, "unit": 1, "from_location": 3, "to_location": 9}
    planned = (erp_today() + timedelta(days=3)).isoformat()
    shipment = {"from_location": 3, "to_location": 9, "planned_start_date": erp_today().isoformat()}
    created = service.post(
        "stock.shipment.internal", json={**shipment, "planned_date": planned, "moves": [["create", [moves]]]}
    )
    assert created.status_code == 200, created.text
    number = created.json()["id"]
    for button, state in (("wait", "waiting"), ("assign_try", "assigned"), ("cancel", "cancelled")):
        answer = service.post(f"stock.shipment.internal/{number}/{button}", json={}, params={"f": "state"})
        assert answer.json()["state"] == state
    assert service.delete(f"stock.shipment.internal/{number}").status_code == 204


@pytest.mark.parametrize(
    ("method", "path", "values"),
    [
        ("PUT", "party.party/3", {"name": "Somebody else"}),
        ("PUT", "product.template/1", {"name": "Something else"}),
        ("PUT", "res.user/1", {"name": "Somebody else"}),
        ("POST", "res.user-res.group", {"user": 2, "group": 14}),
        ("POST", "ir.model.access", {"model": "party.party"}),
        ("POST", "stock.order_point", {"product": 3}),
        ("DELETE", "stock.order_point/1", None),
        ("POST", "purchase.purchase/1/manual_invoice", {}),
        ("POST", "stock.shipment.out/1/assign_force", {}),
        ("POST", "stock.shipment.out", {"customer": 4}),
        ("POST", "sale.sale", {"party": 4}),
        ("PUT", "sale.line/1", {"quantity": 1}),
        ("GET", "ir.session", None),
        ("GET", "res.user.application", None),
    ],
)
def test_the_service_user_is_refused_everything_else(
    service: httpx.Client, method: str, path: str, values: dict[str, Any] | None
) -> None:
    answer = service.request(method, path, json=values)
    assert answer.status_code == 400
    assert "not allowed" in answer.json()["message"]


def test_a_revoked_key_opens_nothing(erp: Erp) -> None:
    key = erp.driver.create_service_user()
    address, headers = f"{erp.url}/{erp.database}/rest/model/product.product", {"Authorization": f"Bearer {key}"}
    assert httpx.get(address, headers=headers, trust_env=False).status_code == 200
    erp.driver.revoke_service_key(key)
    assert httpx.get(address, headers=headers, trust_env=False).status_code == 401
