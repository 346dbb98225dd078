"""Two releases, before and after one known person: what can be learned of them from the difference.

Run against what Holas draws and, to show that the attack is one, against exact numbers under a threshold.
"""

import pytest

from intake.domain.tables import Size, Tables
from tests.plugins.attack import Attack
from tests.plugins.guessing import Guessing

CASES = [pytest.param(Size.SMALL, 450, 4000, id="450"), pytest.param(Size.FULL, 25_000, 1000, id="25000")]


def _attack(size: Size, people: int) -> Attack:
    return Attack(Tables.load().set(size), people)


@pytest.mark.soak
@pytest.mark.parametrize(("size", "people", "trials"), CASES)
def test_the_difference_of_two_draws_recovers_no_more_than_guessing(
    size: Size, people: int, trials: int, share: float
) -> None:
    """OpenDP cannot be seeded: guessing would itself fail a tighter bound by chance."""
    attack = _attack(size, people)
    guessing, found = attack.guessing, attack.on_noise(int(trials * share))
    assert found.attributes <= guessing.most_attributes(found.trials)
    assert found.records <= guessing.most_records(found.trials)


@pytest.mark.parametrize(("size", "people", "trials"), CASES)
def test_the_same_attack_recovers_the_whole_record_from_releases_under_a_threshold(
    size: Size, people: int, trials: int
) -> None:
    found = _attack(size, people).on_thresholds(trials // 20)
    assert found.records > 0.9


@pytest.mark.parametrize(("size", "people", "trials"), CASES)
def test_the_attack_on_noise_is_one_too(size: Size, people: int, trials: int) -> None:
    """A thousandfold budget makes so little noise that it finds nearly everybody."""
    assert _attack(size, people).on_noise(trials // 100, epsilon=2000.0).records > 0.9


def test_what_guessing_recovers() -> None:
    """Of two attributes, commonest with a half and a fifth: these, and a tenth of the records."""
    guessing = Guessing({"photo": {"photo": 0.5, "": 0.5}, "perpetrator": dict.fromkeys("abcde", 0.2)})
    assert (guessing.attributes, guessing.records) == pytest.approx((0.35, 0.1))
    assert guessing.most_attributes(100) == pytest.approx(0.35 + 4 * ((0.25 + 0.16) / 4 / 100) ** 0.5)
    assert guessing.most_records(100) == 0.25
    assert guessing.most_records(2_000) == pytest.approx(0.1 + 4 * (0.1 / 2_000) ** 0.5, abs=0.002)
