"""Shares of a budget: parts that never cost more than the whole, however floats round. Pure."""

import math
from fractions import Fraction


def part(whole: float, share: Fraction) -> float:
    """Return a share of it, never rounded up: parts whose shares make 1 add up to no more than the whole."""
    exact = Fraction(whole) * share
    near = float(exact)
    return near if Fraction(near) <= exact else math.nextafter(near, 0)
