"""Offering: what each function can do about a case, as typed offers; one kind of offer per file.

situation     the case, the state and the beliefs an offer is made from, and who controls an item-location
outlook       a rough projection of stock, to tell which offers can make sense
order_day     when a supplier takes an order, and when it is on the shelf
purchases, changes, requests        what procurement can do
transfers, reroutes, allocations    what logistics can do
promises, substitutes, promotions   what sales can do
levels        what the supply planner can do
quotes        what the other side has offered instead
"""
