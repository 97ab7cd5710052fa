"""The HTTP client: every way in which a server can answer means refused, unavailable, or ambiguous."""

import base64
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from tests.tools.tryton.loopback import Answer, Loopback, free_port, loopback
from tools.tryton import TrytonClient
from tools.tryton.client import ALLOWED, PAGE
from trimtab.errors import Ambiguous, Refused, SystemOfRecordError, Unavailable
from trimtab.settings import Settings

TIMEOUT = 0.15
ORDER = "purchase.purchase"
HTML = b"<!doctype html><title>500 Internal Server Error</title>"
Call = Callable[[TrytonClient], object]


@pytest.fixture(scope="module")
def running() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


@pytest.fixture
def server(running: Loopback) -> Loopback:
    running.asked.clear()
    return running


@pytest.fixture
def client(server: Loopback) -> Iterator[TrytonClient]:
    with httpx.Client(base_url=server.url, timeout=TIMEOUT, trust_env=False) as http:
        yield TrytonClient(http, "company", "the-key", 3)


def read(client: TrytonClient) -> object:
    return client.read(ORDER, ["state"])


WRITES: dict[str, Call] = {
    "create": lambda c: c.create(ORDER, {"reference": "act_1"}),
    "write": lambda c: c.write("stock.order_point", 4, {"min_quantity": 1.0}),
    "delete": lambda c: c.delete(ORDER, 4),
    "button": lambda c: c.button(ORDER, 4, "confirm"),
}


def unpacked(text: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(text))


def status(code: int, body: bytes = b"{}", kind: str = "application/json") -> Answer:
    return lambda reply, _: reply.send(code, body, kind)


def gone_mid_answer(reply: Any, _: object) -> None:
    reply.send(200, b'[{"id": 1', length="5000")
    reply.reset()


# What the server does; what that means for a reading; what it means for a writing.
FAILURES: dict[str, tuple[Answer, type[SystemOfRecordError], type[SystemOfRecordError]]] = {
    "500 HTML": (status(500, HTML, "text/html"), Unavailable, Ambiguous),
    "502": (status(502, HTML, "text/html"), Unavailable, Ambiguous),
    "504": (status(504), Unavailable, Ambiguous),
    "503": (status(503, HTML, "text/html"), Unavailable, Unavailable),
    "429": (status(429), Unavailable, Unavailable),
    "400 JSON": (status(400, b'{"message": "The field is not valid."}'), Refused, Refused),
    "400 HTML": (status(400, HTML, "text/html"), Refused, Refused),
    "401": (status(401), Refused, Refused),
    "403": (status(403), Refused, Refused),
    "404": (status(404, HTML, "text/html"), Refused, Refused),
    "redirect": (status(302), Unavailable, Ambiguous),
    "silence": (lambda reply, _: reply.stay_silent(), Unavailable, Ambiguous),
    "reset before an answer": (lambda reply, _: reply.reset(), Unavailable, Ambiguous),
    "reset in the middle of an answer": (gone_mid_answer, Unavailable, Ambiguous),
    "no JSON": (status(200, b"<html>"), Unavailable, Ambiguous),
    "half JSON": (status(200, b'[{"id": 1}'), Unavailable, Ambiguous),
    "a decimal that is none": (
        status(200, b'[{"p": {"__class__": "Decimal", "decimal": "much"}}]'),
        Unavailable,
        Ambiguous,
    ),
    "a date that is none": (status(200, b'[{"d": {"__class__": "date", "year": 2026}}]'), Unavailable, Ambiguous),
    "gzip that is none": (
        lambda reply, _: reply.send(200, b"[]", Content_Encoding="gzip"),
        Unavailable,
        Ambiguous,
    ),
}


@pytest.mark.parametrize("what", FAILURES)
def test_a_failed_reading_is_refused_or_can_be_repeated(server: Loopback, client: TrytonClient, what: str) -> None:
    server.answer, expected, _ = FAILURES[what]
    with pytest.raises(SystemOfRecordError, match=r"^reading purchase\.purchase: ") as failed:
        read(client)
    assert type(failed.value) is expected
    assert failed.value.system == "tryton"


@pytest.mark.parametrize("what", FAILURES)
def test_a_failed_writing_says_whether_it_can_have_happened(server: Loopback, client: TrytonClient, what: str) -> None:
    server.answer, _, expected = FAILURES[what]
    with pytest.raises(SystemOfRecordError, match=r"^confirm purchase\.purchase: ") as failed:
        client.button(ORDER, 4, "confirm")
    assert type(failed.value) is expected


@pytest.mark.parametrize("call", WRITES.values(), ids=WRITES)
def test_every_way_of_writing_tells_a_doubt_from_a_no(server: Loopback, client: TrytonClient, call: Call) -> None:
    server.answer = status(500, HTML, "text/html")
    with pytest.raises(Ambiguous):
        call(client)
    server.answer = status(400)
    with pytest.raises(Refused):
        call(client)


@pytest.mark.parametrize("call", [read, *WRITES.values()], ids=["read", *WRITES])
def test_a_server_that_is_not_there_was_not_reached(call: Call) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{free_port()}", trust_env=False) as http, pytest.raises(Unavailable):
        call(TrytonClient(http, "company", "key", 1))


def test_a_connection_that_cannot_be_made_in_time_was_not_made() -> None:
    class Slow(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectTimeout("timed out", request=request)

    with httpx.Client(base_url="http://erp.invalid", transport=Slow()) as http:
        slow = TrytonClient(http, "company", "key", 1)
        for call in (read, *WRITES.values()):
            with pytest.raises(Unavailable, match="ConnectTimeout"):
                call(slow)


@pytest.mark.parametrize("value", [{"message": "odd"}, None, [1, 2], "text"])
def test_an_answer_of_another_shape_is_no_list_of_records(server: Loopback, client: TrytonClient, value: Any) -> None:
    server.answer = lambda reply, _: reply.json(value)
    with pytest.raises(Unavailable, match="not a list of records"):
        read(client)


def test_a_creation_answered_with_another_shape_is_in_doubt(server: Loopback, client: TrytonClient) -> None:
    server.answer = lambda reply, _: reply.json([1])
    with pytest.raises(Ambiguous, match="not a record"):
        client.create(ORDER, {})


def test_a_refusal_carries_the_erps_own_words(server: Loopback, client: TrytonClient) -> None:
    server.answer = lambda reply, _: reply.json({"message": "Quantity exceeds the unit's precision."}, 400)
    with pytest.raises(Refused, match=r"^create purchase\.purchase: Quantity exceeds the unit's precision\.$"):
        client.create(ORDER, {"lines": []})
    server.answer = lambda reply, _: reply.json(["odd"], 400)
    with pytest.raises(Refused, match="odd"):
        client.create(ORDER, {})


@pytest.mark.parametrize("code", [401, 403])
def test_a_missing_right_says_what_to_check_and_never_the_key(
    server: Loopback, client: TrytonClient, code: int
) -> None:
    server.answer = status(code)
    with pytest.raises(Refused, match="Check the key and the rights of Trimtab's user") as refused:
        client.delete(ORDER, 1)
    assert "the-key" not in str(refused.value) + repr(refused.value)


FORBIDDEN: dict[str, Call] = {
    "create a party": lambda c: c.create("party.party", {}),
    "create a right": lambda c: c.create("ir.model.access", {}),
    "change an order": lambda c: c.write(ORDER, 1, {"reference": "x"}),
    "change a product": lambda c: c.write("product.product", 1, {}),
    "delete a level": lambda c: c.delete("stock.order_point", 1),
    "bill an order": lambda c: c.button(ORDER, 1, "manual_invoice"),
    "make a move": lambda c: c.create("stock.move", {}),
    "do a move": lambda c: c.button("stock.move", 1, "do"),
    "ship to a customer": lambda c: c.button("stock.shipment.out", 1, "ship"),
    "force an assignment": lambda c: c.button("stock.shipment.out", 1, "assign_force"),
    "change a request": lambda c: c.write("purchase.request", 1, {"quantity": 1.0}),
    "do a shipment": lambda c: c.button("stock.shipment.internal", 1, "do"),
    "a button of another model": lambda c: c.button("res.user", 1, "confirm"),
    "a path in a button": lambda c: c.button(ORDER, 1, "../../stock.order_point/1"),
}


@pytest.mark.parametrize("call", FORBIDDEN.values(), ids=FORBIDDEN)
def test_what_is_not_on_the_list_is_refused_before_it_is_sent(
    server: Loopback, client: TrytonClient, call: Call
) -> None:
    with pytest.raises(Refused, match="is not on the list of what Trimtab may do"):
        call(client)
    assert server.asked == []


def test_the_list_holds_exactly_what_an_action_needs() -> None:
    held: dict[str, set[str]] = {}
    for model, action in ALLOWED:
        held.setdefault(model, set()).add(action)
    assert held == {
        ORDER: {"create", "delete", "quote", "confirm", "cancel", "process"},
        "purchase.line": {"write"},
        "purchase.request": {"delete"},
        "stock.move": {"write", "cancel", "delete"},
        "stock.order_point": {"write"},
        "stock.shipment.internal": {"create", "delete", "wait", "assign_try", "cancel"},
        "stock.shipment.out": {"wait", "assign_try"},
    }


def test_a_request_carries_key_company_fields_domain_and_order(server: Loopback, client: TrytonClient) -> None:
    server.answer = lambda reply, _: reply.json([])
    assert client.read(ORDER, ["state", "lines.id"], [["id", ">", Decimal(1)]], context={"with_childs": True}) == []
    (asked,) = server.asked
    assert asked.path == "/company/rest/model/purchase.purchase"
    assert asked.headers["Authorization"] == "Bearer the-key"
    assert unpacked(asked.headers["X-Tryton-Context"]) == {"company": 3, "companies": [3], "with_childs": True}
    assert asked.query["f"] == ["state", "lines.id"]
    assert unpacked(asked.query["d"][0]) == [["id", ">", {"__class__": "Decimal", "decimal": "1"}]]
    assert unpacked(asked.query["o"][0]) == [["id", "ASC"]]


def test_values_are_written_as_the_erp_reads_them_and_read_as_people_do(server: Loopback, client: TrytonClient) -> None:
    server.answer = lambda reply, _: reply.json({"id": 7, "price": {"__class__": "Decimal", "decimal": "2.50"}})
    made = client.create(ORDER, {"date": date(2026, 3, 2), "price": Decimal("2.50")})
    assert made == {"id": 7, "price": Decimal("2.50")}
    (asked,) = server.asked
    assert asked.body["date"] == {"__class__": "date", "year": 2026, "month": 3, "day": 2}


@pytest.mark.parametrize(
    ("name", "method", "path"),
    [
        ("create", "POST", "/company/rest/model/purchase.purchase"),
        ("write", "PUT", "/company/rest/model/stock.order_point/4"),
        ("delete", "DELETE", "/company/rest/model/purchase.purchase/4"),
        ("button", "POST", "/company/rest/model/purchase.purchase/4/confirm"),
    ],
)
def test_each_writing_goes_where_tryton_expects_it(
    server: Loopback, client: TrytonClient, name: str, method: str, path: str
) -> None:
    server.answer = status(204, b"") if name == "delete" else (lambda reply, _: reply.json({"id": 4}))
    WRITES[name](client)
    assert [(a.method, a.path) for a in server.asked] == [(method, path)]


@pytest.mark.parametrize(("rows", "pages"), [(0, 1), (PAGE - 1, 1), (PAGE, 2), (2 * PAGE + 7, 3)])
def test_all_pages_are_read_and_none_twice(server: Loopback, client: TrytonClient, rows: int, pages: int) -> None:
    def page(reply: Any, asked: Any) -> None:
        skip, limit = int(asked.query["p"][0]), int(asked.query["s"][0])
        reply.json([{"id": n} for n in range(skip, min(rows, skip + limit))])

    server.answer = page
    assert [row["id"] for row in client.read(ORDER, ["state"])] == list(range(rows))
    assert len(server.asked) == pages


def test_a_reading_that_fails_on_its_second_page_gives_no_half_answer(server: Loopback, client: TrytonClient) -> None:
    def second_fails(reply: Any, asked: Any) -> None:
        if asked.query["p"] == ["0"]:
            reply.json([{"id": n} for n in range(PAGE)])
        else:
            reply.send(500, HTML, "text/html")

    server.answer = second_fails
    with pytest.raises(Unavailable):
        read(client)


def test_a_huge_page_and_a_compressed_one_are_read_whole(server: Loopback, client: TrytonClient) -> None:
    rows = [{"id": n, "note": "winch " * 800} for n in range(PAGE - 1)]
    server.answer = lambda reply, _: reply.json(rows)
    assert client.read(ORDER, ["note"]) == rows
    packed = gzip.compress(json.dumps(rows).encode(), mtime=0)
    server.answer = lambda reply, _: reply.send(200, packed, Content_Encoding="gzip")
    assert client.read(ORDER, ["note"]) == rows


def test_settings_say_where_the_erp_is_and_who_we_are(server: Loopback) -> None:
    server.answer = lambda reply, _: reply.json([])
    settings = Settings.model_validate(
        {
            "tryton_url": server.url,
            "tryton_database": "erp",
            "tryton_key": SecretStr("from-settings"),
            "tryton_company": 2,
        }
    )
    connected = TrytonClient.from_settings(settings)
    with connected._http:
        assert connected.read(ORDER, ["state"]) == []
    (asked,) = server.asked
    assert asked.path == "/erp/rest/model/purchase.purchase"
    assert asked.headers["Authorization"] == "Bearer from-settings"
    assert unpacked(asked.headers["X-Tryton-Context"])["company"] == 2
