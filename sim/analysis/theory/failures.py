"""What does it cost in time when things break?"""

from __future__ import annotations

import math
from typing import Literal

Effort = Literal["exponential", "constant"]


def mm1_breakdowns(
    arrival_rate: float, service_rate: float, failure_rate: float, repair_rate: float
) -> float:
    """Return the mean number in M/M/1 whose seat fails by the calendar clock, idle or not, and then resumes.

    L = ρ[(f + r)² + μf]/{(f + r)[r − ρ(f + r)]} with ρ = λ/μ; up and down times are exponential.

    Returns
    -------
    float
        Tasks in the system; divide by the arrival rate for the lead time. Infinite if ρ is at least r/(f +
        r).

    References
    ----------
    White & Christie (1958), "Queuing with preemptive priorities or with breakdown", Operations Research 6(1).
    Avi-Itzhak & Naor (1963), "Some queuing problems with the service station subject to breakdown", OR 11(3).
    """
    rho = arrival_rate / service_rate
    both = failure_rate + repair_rate
    spare = repair_rate - rho * both
    if spare <= 0.0:
        return math.inf
    return rho * (both**2 + service_rate * failure_rate) / (both * spare)


def completion_resume(mean_effort: float, failure_rate: float, mean_repair: float) -> float:
    """Return the mean time to finish a task that goes on where it stopped: E[S](1 + fE[D]).

    It holds for any law of effort. Failures strike at rate f while the task is worked on, none during a
    repair.

    References
    ----------
    Gaver (1962), "A waiting line with interrupted service", JRSS B 24(1), also for the two below.
    """
    return mean_effort * (1.0 + failure_rate * mean_repair)


def completion_resample(
    mean_effort: float, failure_rate: float, mean_repair: float, effort: Effort = "exponential"
) -> float:
    """Return the mean time to finish a task that starts anew with a fresh effort.

    (1/f + E[D])(1/E[e^{−fS}] − 1), with failures as in `completion_resume`.

    For exponential efforts this equals `completion_resume`: what is left is as long as what there was.

    References
    ----------
    Gaver (1962), preemptive repeat different.
    """
    if failure_rate == 0.0:
        return mean_effort
    hit = failure_rate * mean_effort
    odds_against = math.expm1(hit) if _is_constant(effort) else hit
    return (1.0 / failure_rate + mean_repair) * odds_against


def completion_restart(
    mean_effort: float, failure_rate: float, mean_repair: float, effort: Effort = "exponential"
) -> float:
    """Return the mean time to finish a task that starts anew with the same effort.

    (1/f + E[D])(E[e^{fS}] − 1), with failures as in `completion_resume`.

    Infinite for exponential efforts once f reaches their rate: the rare long task almost never gets through.

    References
    ----------
    Gaver (1962), preemptive repeat identical.
    """
    if failure_rate == 0.0:
        return mean_effort
    hit = failure_rate * mean_effort
    if _is_constant(effort):
        growth = math.expm1(hit)
    else:
        growth = hit / (1.0 - hit) if hit < 1.0 else math.inf
    return (1.0 / failure_rate + mean_repair) * growth


def all_down_probability(shock: float, unavailability: float, providers: int) -> float:
    """Return the probability that all are down: S + (1 − S)Uⁿ.

    Each is down by itself with probability U, and a common shock with probability S takes all at once.

    References
    ----------
    Marshall & Olkin (1967), "A multivariate exponential distribution", JASA 62(317), in its stationary,
    simplest form.
    """
    return shock + (1.0 - shock) * unavailability**providers


def attrition_productivity(start: float, ramp_rate: float, attrition_rate: float) -> float:
    """Return the mean productivity of a team of constant size whose leavers are replaced by beginners.

    A newcomer of age t yields 1 − (1 − p₀)e^{−kt}, and ages are exponential with rate δ: 1 − (1 − p₀)δ/(δ +
    k).

    Parameters
    ----------
    start : float
        Productivity p₀ on the first day, as a share of a seasoned colleague's.
    ramp_rate, attrition_rate : float
        k and δ, both per the same unit of time.

    References
    ----------
    Renewal argument, as in Ross, *Introduction to Probability Models*, section 7.4.
    """
    if attrition_rate == 0.0:
        return 1.0
    return 1.0 - (1.0 - start) * attrition_rate / (attrition_rate + ramp_rate)


def _is_constant(effort: str) -> bool:
    if effort not in ("exponential", "constant"):
        raise ValueError(f"effort is {effort!r}: choose 'exponential' or 'constant'")
    return effort == "constant"
