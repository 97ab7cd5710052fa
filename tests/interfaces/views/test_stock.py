"""Projected stock, said and drawn."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from interfaces.views.names import names_of
from interfaces.views.stock import stock_view
from interfaces.views.times import Almanac
from tests.interfaces.fixtures.network import NETWORK
from tests.interfaces.fixtures.projections import winch_projection

TODAY = date(2026, 11, 24)
ALMANAC = Almanac(datetime(2026, 11, 24, 8, 12, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))


def test_the_summary_says_when_it_runs_out_and_when_not() -> None:
    view = stock_view(winch_projection(TODAY, bought=48, arrives_in=6), "s", names_of(NETWORK), ALMANAC)
    assert view.summary == (
        "Without the bundle it runs out on Wed 9 Dec and is 18 pcs short on Fri 11 Dec. "
        "With the bundle it does not fall below 30 pcs, on Fri 11 Dec."
    )


def test_the_chart_holds_every_value_and_the_labels_do_not_touch() -> None:
    for bought in (0, 1, 48, 400):
        view = stock_view(winch_projection(TODAY, bought=bought, arrives_in=6), "s", names_of(NETWORK), ALMANAC)
        places = [float(pair.split()[1]) for pair in view.wide.band[1:-2].split(" L")]
        assert view.wide.frame.top <= min(places) <= max(places) <= view.wide.frame.floor
        assert abs(view.wide.with_label - view.wide.without_label) >= 15.9


def test_the_table_has_every_day_of_the_chart() -> None:
    projection = winch_projection(TODAY, bought=48, arrives_in=6)
    view = stock_view(projection, "s", names_of(NETWORK), ALMANAC)
    assert len(view.rows) == len(projection.days)
    assert (view.rows[0].day, view.rows[0].without, view.rows[0].with_bundle) == ("Tue 24 Nov", "84", "84")


def test_an_order_point_that_stays_is_drawn_once() -> None:
    same = winch_projection(TODAY, bought=48, arrives_in=6).model_copy(update={"minimum_after": 30.0})
    view = stock_view(same, "s", names_of(NETWORK), ALMANAC)
    assert [level.label for level in view.wide.levels] == ["order point 30"]


def test_today_is_marked_only_where_it_is_on_the_chart() -> None:
    later = winch_projection(date(2026, 12, 24), bought=48, arrives_in=6)
    assert stock_view(later, "s", names_of(NETWORK), ALMANAC).wide.today is None
