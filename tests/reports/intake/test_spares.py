"""One spare, kept well: the rules of `Spares`, with children that are only names."""

from __future__ import annotations

import itertools

from reports.intake.spares import Spares


class Name:
    numbers = itertools.count()

    def __init__(self) -> None:
        self.state = "alive"

    def alive(self) -> bool:
        return self.state == "alive"

    def end(self) -> None:
        self.state = "ended"

    def abandon(self) -> None:
        self.state = "abandoned"


def test_nothing_starts_before_it_is_asked_for():
    started = []
    spares = Spares(lambda: started.append(Name()) or started[-1])
    assert started == []
    first = spares.take()
    assert started == [first]
    spares.refill()
    spares.refill()
    assert len(started) == 2  # at most one waits
    assert spares.take() is started[1]


def test_a_dead_spare_is_ended_and_replaced():
    spares = Spares(Name)
    spares.refill()
    spare = spares._spare
    spare.state = "dead"
    assert spares.take() is not spare
    assert spare.state == "ended"


def test_what_is_given_back_waits_or_ends():
    spares = Spares(Name)
    first, second = Name(), Name()
    spares.give_back(first)
    spares.give_back(second)
    assert (first.state, second.state) == ("alive", "ended")
    assert spares.take() is first


def test_closing_is_for_good():
    spares = Spares(Name)
    spares.refill()
    spare = spares._spare
    spares.close()
    assert spare.state == "ended"
    spares.refill()
    assert spares._spare is None
    late = Name()
    spares.give_back(late)
    assert late.state == "ended"


def test_a_fork_leaves_the_spare_to_its_owner():
    spares = Spares(Name)
    spares.refill()
    spare = spares._spare
    spares._lock.acquire()  # by a thread that does not exist in the fork
    spares._forget()
    assert spare.state == "abandoned"
    assert spares.take() is not spare


def test_a_system_that_starts_nothing_now_may_later():
    attempts = iter([OSError(), None])

    def start():
        if error := next(attempts):
            raise error
        return Name()

    spares = Spares(start)
    spares.refill()
    assert spares._spare is None
    spares.refill()
    assert spares._spare is not None
