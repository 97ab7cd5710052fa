"""What waiting costs, said and drawn."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from interfaces.views.times import Almanac
from interfaces.views.waiting import waiting_view
from tests.interfaces.fixtures.bundles import waiting_curve
from trimtab.waiting import WaitingCurve, WaitingPoint

NOW = datetime(2026, 11, 24, 8, 12, tzinfo=UTC)
EXPIRY = NOW + timedelta(hours=40)


def _almanac(later: float = 0) -> Almanac:
    return Almanac(NOW + timedelta(hours=later), ZoneInfo("Europe/Amsterdam"))


def _points(*points: tuple[float, int]) -> WaitingCurve:
    return WaitingCurve(
        currency="EUR",
        points=tuple(WaitingPoint(at=NOW + timedelta(hours=h), loss=Decimal(loss)) for h, loss in points),
    )


def test_what_is_lost_already_is_told_apart_from_what_waiting_still_costs() -> None:
    said = waiting_view(waiting_curve(NOW), EXPIRY, _almanac(later=4)).sentence
    assert said == (
        "Deciding four hours later is expected to cost €89, letting it expire €2,128. €1,256 is lost already."
    )


def test_where_waiting_pays_that_is_what_is_said() -> None:
    assert waiting_view(_points((0, 0), (8, -200)), EXPIRY, _almanac()).sentence == (
        "Waiting pays: deciding in four hours is €100 better."
    )


def test_where_news_is_worth_waiting_for_it_is_named_with_what_it_saves() -> None:
    curve = _points((0, 0), (23, 60), (24, -340), (30, -300))
    told = curve.points[2].model_copy(update={"cliff": "Kowloon says when KMW-2417 comes"})
    curve = curve.model_copy(update={"points": (*curve.points[:2], told, curve.points[3])})
    assert waiting_view(curve, EXPIRY, _almanac()).sentence == (
        "Waiting until Wed 25 Nov 09:12 pays: Kowloon says when KMW-2417 comes. "
        "Deciding then is expected to cost €340 less."
    )
    assert waiting_view(curve, EXPIRY, _almanac(later=25)).sentence.startswith("Deciding four hours later")


def test_a_cliff_is_a_step_at_its_moment() -> None:
    view = waiting_view(waiting_curve(NOW), EXPIRY, _almanac())
    assert view.wide is not None
    first = view.wide.cliffs[0]
    assert view.wide.line.count(f"L{first.place:g} ") == 2
    assert [cliff.jump for cliff in view.cliffs] == ["+€1,240", "+€870"]


def test_a_curve_of_one_point_has_words_but_no_chart() -> None:
    view = waiting_view(_points((0, 0)), EXPIRY, _almanac())
    assert (view.wide, view.narrow, view.cliffs) == (None, None, ())


def test_no_more_ticks_than_fit() -> None:
    view = waiting_view(_points((0, 0), (24 * 40, 900)), EXPIRY, _almanac())
    assert view.narrow is not None
    assert 1 <= len(view.narrow.x_ticks) <= 3
