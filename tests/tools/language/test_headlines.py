"""Headlines: what happened and what is proposed; less stock leads with what it frees."""

from decimal import Decimal
from typing import get_args

from tests.tools.language.every_action import ACTIONS
from tests.trimtab.proposals import bundle, leg, level, promise, purchase, transfer
from tools.language.headlines import COUNTED, headline
from trimtab.actions import Action
from trimtab.bundles import Leg
from trimtab.impact import Effect, Impact

BY_KIND = {action.kind: action for action, _ in ACTIONS}
NO_CHANGE = bundle().impact


def impact(**changed: int) -> Impact:
    effects = {name: Effect(before=Decimal(0), after=Decimal(after)) for name, after in changed.items()}
    return NO_CHANGE.model_copy(update=effects)


def legs(*kinds: str) -> tuple[Leg, ...]:
    return tuple(leg(BY_KIND[kind]) for kind in kinds)


def test_a_headline_says_what_happened_and_counts_what_is_proposed() -> None:
    several = tuple(leg(a) for a in (purchase(), purchase("act_purchase_2"), transfer(), promise(), level()))
    said = headline(several, "Kowloon is late", NO_CHANGE)
    assert said == "Kowloon is late: 2 orders, 1 transfer, 1 new promise, 1 level"


def test_every_kind_of_action_is_counted_in_words() -> None:
    assert set(COUNTED) == {kind.model_fields["kind"].default for kind in get_args(get_args(Action)[0])}


def test_less_stock_leads_with_the_money_that_is_not_spent() -> None:
    less = legs("reschedule_purchase", "cancel_purchase", "cancel_request")
    assert headline(less, "Demand fell", impact(cash=-12400)) == (
        "12,400 EUR less to spend. Demand fell: 1 order to come later, 1 order to take back, 1 request to withdraw"
    )


def test_without_cash_it_leads_with_what_less_stock_saves() -> None:
    later = legs("reschedule_purchase")
    assert headline(later, "Demand fell", impact(implied=-430)).startswith("430 EUR saved by less stock. Demand fell:")
    assert headline(later, "Demand fell", NO_CHANGE).startswith("Demand fell:")


def test_more_stock_leads_with_what_happened() -> None:
    mixed = legs("place_purchase", "reschedule_purchase")
    assert headline(mixed, "Demand moved", impact(cash=-12400)).startswith("Demand moved:")
    assert headline(legs("adjust_level"), "Demand rose", impact(cash=-1)).startswith("Demand rose:")
