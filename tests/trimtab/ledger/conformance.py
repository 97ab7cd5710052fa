"""What every lease must do, whatever keeps it: run these against any implementation by inheriting the class."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

import pytest

from trimtab.clock import ManualClock
from trimtab.errors import LeaseLost


class LeaseKeeper(Protocol):
    """A lease as the suite sees it: each call is complete when it returns."""

    def take(self, name: str, holder: str, seconds: float) -> int | None: ...

    def renew(self, name: str, epoch: int, seconds: float) -> None: ...

    def release(self, name: str, epoch: int) -> None: ...


class LeaseConformance:
    """Fixtures wanted: `keeper` (a LeaseKeeper) and `clock` (the ManualClock it goes by)."""

    def test_a_free_lease_is_given_with_an_epoch(self, keeper: LeaseKeeper) -> None:
        assert keeper.take("bundle:1", "ann", 30) == 1

    def test_a_held_lease_is_given_to_nobody_else_nor_twice(self, keeper: LeaseKeeper) -> None:
        keeper.take("bundle:1", "ann", 30)
        assert keeper.take("bundle:1", "ben", 30) is None
        assert keeper.take("bundle:1", "ann", 30) is None

    def test_names_have_nothing_to_do_with_each_other(self, keeper: LeaseKeeper) -> None:
        assert keeper.take("bundle:1", "ann", 30) == 1
        assert keeper.take("bundle:2", "ben", 30) == 1

    def test_the_epoch_grows_with_every_change_of_hands(self, keeper: LeaseKeeper) -> None:
        for epoch in (1, 2, 3):
            assert keeper.take("bundle:1", "ann", 30) == epoch
            keeper.release("bundle:1", epoch)

    def test_an_expired_lease_is_free(self, keeper: LeaseKeeper, clock: ManualClock) -> None:
        keeper.take("bundle:1", "ann", 30)
        clock.advance(timedelta(seconds=29.999))
        assert keeper.take("bundle:1", "ben", 30) is None
        clock.advance(timedelta(seconds=0.001))
        assert keeper.take("bundle:1", "ben", 30) == 2

    def test_renewing_keeps_it(self, keeper: LeaseKeeper, clock: ManualClock) -> None:
        keeper.take("bundle:1", "ann", 30)
        clock.advance(timedelta(seconds=20))
        keeper.renew("bundle:1", 1, 30)
        clock.advance(timedelta(seconds=20))
        assert keeper.take("bundle:1", "ben", 30) is None

    def test_who_overslept_may_go_on_as_long_as_nobody_else_took_it(
        self, keeper: LeaseKeeper, clock: ManualClock
    ) -> None:
        keeper.take("bundle:1", "ann", 30)
        clock.advance(timedelta(seconds=300))
        keeper.renew("bundle:1", 1, 30)
        assert keeper.take("bundle:1", "ben", 30) is None

    def test_who_lost_it_is_told(self, keeper: LeaseKeeper, clock: ManualClock) -> None:
        keeper.take("bundle:1", "ann", 30)
        clock.advance(timedelta(seconds=31))
        keeper.take("bundle:1", "ben", 30)
        with pytest.raises(LeaseLost):
            keeper.renew("bundle:1", 1, 30)

    def test_a_released_lease_cannot_be_renewed(self, keeper: LeaseKeeper) -> None:
        keeper.take("bundle:1", "ann", 30)
        keeper.release("bundle:1", 1)
        with pytest.raises(LeaseLost):
            keeper.renew("bundle:1", 1, 30)

    def test_a_lease_that_was_never_taken_cannot_be_renewed(self, keeper: LeaseKeeper) -> None:
        with pytest.raises(LeaseLost):
            keeper.renew("bundle:1", 1, 30)

    def test_a_late_release_does_not_take_it_from_the_next_holder(
        self, keeper: LeaseKeeper, clock: ManualClock
    ) -> None:
        keeper.take("bundle:1", "ann", 30)
        clock.advance(timedelta(seconds=31))
        assert keeper.take("bundle:1", "ben", 30) == 2
        keeper.release("bundle:1", 1)
        keeper.renew("bundle:1", 2, 30)
        assert keeper.take("bundle:1", "cid", 30) is None

    def test_of_many_who_ask_at_once_one_gets_it(
        self, keeper: LeaseKeeper, at_once: Callable[[list[Callable[[], object]]], list[object]]
    ) -> None:
        for name in ("bundle:1", "bundle:2", "bundle:3"):
            asked = at_once([lambda n=name, w=who: keeper.take(n, w, 30) for who in "abcdefgh"])  # type: ignore[misc]
            assert sorted(asked, key=str) == [1, *[None] * 7]
