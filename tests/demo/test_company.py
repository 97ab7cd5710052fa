"""The company is whole: every code it uses is one it defines."""

from tests.demo.two_suppliers import TWO_SUPPLIERS as COMPANY


def test_every_code_is_defined() -> None:
    items = {item.code for item in COMPANY.items}
    warehouses = {warehouse.code for warehouse in COMPANY.warehouses}
    suppliers = {supplier.code for supplier in COMPANY.suppliers}
    sourcing = {(terms.item, terms.supplier) for terms in COMPANY.sourcing}

    assert {row.item for row in COMPANY.demand} == {row.item for row in COMPANY.order_points} == items
    assert {row.item for row in COMPANY.opening_stock} == items
    assert {row.warehouse for row in COMPANY.demand} == {sale.warehouse for sale in COMPANY.open_sales} == warehouses
    assert {sale.customer for sale in COMPANY.open_sales} == {customer.code for customer in COMPANY.customers}
    assert {terms.supplier for terms in COMPANY.sourcing} == suppliers
    for ordered in COMPANY.open_purchases:
        assert {(line.item, ordered.supplier) for line in ordered.lines} <= sourcing
    for received in COMPANY.past_purchases:
        assert {(line.item, received.supplier) for line in received.lines} <= sourcing


def test_open_purchases_respect_minimum_and_multiple_and_are_due() -> None:
    terms = {(row.item, row.supplier): row for row in COMPANY.sourcing}
    for purchase in COMPANY.open_purchases:
        for line in purchase.lines:
            rule = terms[line.item, purchase.supplier]
            assert line.quantity >= rule.minimum
            assert line.quantity % rule.multiple == 0
    assert [COMPANY.due_in_days(purchase) for purchase in COMPANY.open_purchases] == [6, 12]


def test_only_customers_of_distinct_priority_compete() -> None:
    assert sorted(customer.priority for customer in COMPANY.customers) == [1, 2, 3]
