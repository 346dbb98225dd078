"""The pauses between codenames: none before the fifth failure, then growing, never more than a minute."""

from intake.domain.patience import wait_after


def test_the_pauses_grow_to_a_minute() -> None:
    seconds = [wait_after(failures).total_seconds() for failures in range(12)]
    assert seconds == [0, 0, 0, 0, 0, 5, 10, 20, 40, 60, 60, 60]
    assert wait_after(10**9).total_seconds() == 60
