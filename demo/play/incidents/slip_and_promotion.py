"""The compound case: winches from overseas slip by 16 days while a promotion of them starts in the north."""

from dataclasses import replace
from datetime import date, timedelta

from demo.company import Promotion
from demo.play.incidents.incident import Incident, Verdict, World, due_day
from tools.language.words import day
from trimtab import subjects

ITEM, NORTH = "WINCH-40", "NOR"
SLIPPING, SLIP_DAYS = "KMW-2417", 16
STARTS_IN, LASTS, PER_DAY = 3, 14, 4.0


def happen(world: World) -> list[str]:
    """Let the buyer re-date the order, and sales enter the promotion in its calendar."""
    (arrival, *_) = world.business.driver.slip_purchase(SLIPPING, SLIP_DAYS)
    start, end = world.day(STARTS_IN), world.day(STARTS_IN + LASTS - 1)
    promotion = Promotion(ITEM, NORTH, (start - world.business.opening).days, LASTS, PER_DAY)
    world.business.market.promotions.append((promotion, start))
    data = {"item": ITEM, "location": NORTH, "start": start.isoformat(), "end": end.isoformat(), "per_day": PER_DAY}
    world.tell("promotion.changed", subjects.item_location(ITEM, NORTH), data)
    return [
        f"Kowloon Marine Works is {SLIP_DAYS} days late with {SLIPPING}: now due {due_day(arrival)}.",
        f"Sales starts a promotion of {ITEM} in the north on {day(start)}, {PER_DAY:g} more a day.",
    ]


def move_promotion(world: World, item: str, warehouse: str, start: date) -> None:
    """Move a promotion to another first day in sales' calendar, and tell Trimtab, as that system does."""
    market = world.business.market
    for number, (promotion, before) in enumerate(market.promotions):
        if (promotion.item, promotion.warehouse) == (item, warehouse):
            moved = replace(promotion, start_in_days=promotion.start_in_days + (start - before).days)
            market.promotions[number] = (moved, start)
            end = start + timedelta(days=promotion.days - 1)
            data = {"item": item, "location": warehouse, "start": start.isoformat(), "end": end.isoformat()}
            told = {**data, "per_day": promotion.extra_per_day}
            world.tell("promotion.changed", subjects.item_location(item, warehouse), told)


SLIP_AND_PROMOTION = Incident(
    name="slip-and-promotion",
    title="A slip meets a promotion",
    text="300 winches come 16 days late, and the north has just promised more of them. One case across functions.",
    day=2,
    happen=happen,
    items=(ITEM,),
    expects=frozenset(
        {"transfer_stock", "place_purchase", "expedite_purchase", "repromise_order", "substitute_item", "shape_demand"}
    ),
    verdict=Verdict("argue"),
    within_days=1,
)
