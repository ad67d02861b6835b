"""How long does a question wait for the other side to wake up?"""

from __future__ import annotations

DAY = 24.0
WEEKEND = 48.0
WORKING_DAYS = 5.0


def time_zone_wait(hours_ahead: float, shift: float = 8.0, *, weekdays_only: bool = False) -> float:
    """Return the mean wait in hours for an answer, from a uniform instant of the asker's shift.

    Both sides work one shift a day, at the same hours of their own clock; the answer is immediate while
    they overlap. Ahead is worse than behind: a question raised after the other side has gone home waits for
    its next morning.

    Parameters
    ----------
    hours_ahead : float
        How far the responder's clock runs ahead of the asker's; negative for behind. Between −24 and 24.
    shift : float
        Length of both shifts, at most 12 hours.
    weekdays_only : bool
        Both sides work Monday to Friday by their own calendar. Then each Friday question that must wait at
        all, waits 48 hours more, if the responder is ahead. If behind, the responder's Friday is still to
        come, and nothing is added.

    Raises
    ------
    ValueError
        If an argument is out of range. With `weekdays_only` the clocks may differ by up to `24 - shift`
        hours: beyond, one side's Monday meets the other's Sunday and the simple correction ends.

    References
    ----------
    Uniform averages over the piecewise linear wait: with h the shift and k ahead, (k/h)(24 − h − k/2) for k
    ≤ h; 24 − h/2 − k up to 24 − h; (24 − k)²/(2h) above.
    """
    _check(hours_ahead, shift, weekdays_only)
    ahead = hours_ahead if hours_ahead >= 0.0 else hours_ahead + DAY
    wait = _daily_wait(ahead, shift)
    if weekdays_only and hours_ahead > 0.0:
        wait += WEEKEND / WORKING_DAYS * min(hours_ahead / shift, 1.0)
    return wait


def _daily_wait(ahead: float, shift: float) -> float:
    if ahead <= shift:  # the responder leaves first: the last `ahead` hours of the shift wait until tomorrow
        return ahead / shift * (DAY - shift - ahead / 2.0)
    if ahead <= DAY - shift:  # no overlap: everything waits for an opening between two shifts of the asker
        return DAY - shift / 2.0 - ahead
    return (DAY - ahead) ** 2 / (2.0 * shift)  # the responder comes later the same day


def _check(hours_ahead: float, shift: float, weekdays_only: bool) -> None:
    if not 0.0 < shift <= DAY / 2.0:
        raise ValueError(f"shift is {shift} hours: it must be above 0 and at most 12")
    widest = DAY - shift if weekdays_only else DAY
    if not -widest <= hours_ahead <= widest:
        raise ValueError(f"hours_ahead is {hours_ahead}: it must lie between {-widest:g} and {widest:g}")
