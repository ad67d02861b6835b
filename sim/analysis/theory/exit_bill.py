"""What does it cost to leave a provider, as planned and in distress?

Plain arithmetic, in whole cents, so that a ledger can be held against it to the cent. A planned exit pays for
notice and help; an insolvent provider is paid no notice, and takes with it what was paid ahead and what it
still owed.
"""

from __future__ import annotations


def planned_exit(
    exit_cost: int, notice_days: float, days_served: float, fees_per_day: int, assistance: int
) -> int:
    """Return the cents that an exit by notice costs.

    exit cost + notice not served × fees a day + assistance

    Parameters
    ----------
    exit_cost, assistance : int
        Cents: lawyers and data; help with the transition to whoever comes next.
    notice_days, days_served : float
        Days of notice that the contract asks for, and those in which work was still done (and billed as
        such). More days served than asked for give nothing back.
    fees_per_day : int
        Cents.

    Raises
    ------
    ValueError
        Something is negative.
    """
    _ensure_positive(exit_cost, notice_days, days_served, fees_per_day, assistance)
    return exit_cost + _cents(max(notice_days - days_served, 0.0), fees_per_day) + assistance


def stressed_exit(
    exit_cost: int,
    fees_per_day: int,
    prepaid_days: float = 0.0,
    open_credits: int = 0,
    stop_gap_days: float = 0.0,
    stop_gap_premium: float = 0.0,
) -> int:
    """Return the cents that the insolvency of a provider costs, beside the work that waits.

    exit cost + prepaid days × fees a day + open credits + stop-gap days × premium × fees a day

    Parameters
    ----------
    exit_cost, open_credits : int
        Cents: lawyers and data; service credits earned and not yet paid.
    fees_per_day : int
        Cents.
    prepaid_days : float
        Days of fees that were paid ahead, and for which nobody works any more.
    stop_gap_days, stop_gap_premium : float
        Days in which somebody else stands in, and what that costs beyond the usual fees, as a share of them.

    Raises
    ------
    ValueError
        Something is negative.
    """
    _ensure_positive(exit_cost, fees_per_day, prepaid_days, open_credits, stop_gap_days, stop_gap_premium)
    lost = _cents(prepaid_days, fees_per_day) + open_credits
    return exit_cost + lost + _cents(stop_gap_days * stop_gap_premium, fees_per_day)


def _cents(days: float, fees_per_day: int) -> int:
    """Each line is rounded by itself, as those of a ledger are."""
    return round(days * fees_per_day)


def _ensure_positive(*amounts: float) -> None:
    if min(amounts) < 0:
        raise ValueError("neither money nor days of an exit may be negative")
