"""Talk and quality: each lever of coordination and inspection moves its measure."""

import pytest

BANGALORE, CHOICE = "scenario.providers.bangalore", "strategy"
INSPECTION, HISTORY = f"{CHOICE}.inspection", f"{CHOICE}.inspection.history"
SEEN = "strategy.inspection.outsourced_rate"
BUSY_LIAISON = {f"scenario.work.{name}.answer_hours": 1.5 for name in ("research", "reports")}
BUSY_REVIEWER = {f"scenario.work.{name}.inspection_hours": 2.5 for name in ("research", "reports")}
GOOD = {
    **{f"scenario.providers.{name}.defects_per_task": 0.01 for name in ("bangalore", "krakow")},
    **{f"scenario.providers.{name}.distance": 0.0 for name in ("bangalore", "krakow")},
}
BAD = {f"{BANGALORE}.defects_per_task": 0.5, SEEN: 0.3, "scenario.reviewers.detection_probability": 0.9}
SKIP = {"clean_needed": 5, "skip_factor": 0.25}
TIGHTEN = {"clean_needed": 1_000, "tighten_after": 1, "tightened_rate": 1.0}
THIRD = {
    f"{INSPECTION}.by": "third_party",
    "scenario.third_party": {"seats": 2, "fee_per_inspection": 50.0},
}
LATE = "scenario.work.research.latent_days"

ROWS = [
    # - communication
    ("questions_per_task", "lower", "strategy.clarity", 0.0, 0.6),
    ("answer_wait_days_per_task", "lower", "strategy.clarity", 0.0, 0.6),
    ("misunderstanding_share", "lower", "strategy.clarity", 0.0, 0.6),
    ("cost_of_prevention", "higher", "strategy.clarity", 0.0, 0.6),
    ("misunderstanding_share", "lower", "strategy.monitoring.checkpoints", 0, 2),
    ("monitoring_hours", "higher", "strategy.monitoring.checkpoints", 0, 2),
    ("answer_wait_hours", "lower", "strategy.shift_hours", {"bangalore": 0.0}, {"bangalore": 5.0}),
    ("answer_wait_hours", "lower", "scenario.liaisons.seats", 1, 3, BUSY_LIAISON),
    ("lead_time_mean_days", "lower", "scenario.liaisons.seats", 1, 3, BUSY_LIAISON),
    ("answer_wait_days_per_task", "higher", f"{BANGALORE}.distance", 0.1, 0.4),
    ("answer_wait_hours", "higher", f"{BANGALORE}.message_hours", 0.0, 8.0),
    ("points_missed_per_task", "higher", f"{BANGALORE}.distance", 0.1, 0.4),
    ("misunderstanding_share", "higher", f"{BANGALORE}.asks", 1.0, 0.4),
    ("questions_per_task", "lower", f"{BANGALORE}.asks", 1.0, 0.4),
    ("points_missed_per_task", "lower", f"{BANGALORE}.familiarity", None, {"after_tasks": 20.0}),
    ("coordination_hours", "lower", f"{BANGALORE}.familiarity", None, {"after_tasks": 20.0}),
    ("rework_share", "higher", "scenario.work.research.unclear_points", 2.0, 6.0),
    ("answer_wait_hours", "higher", "scenario.liaisons.answer_delay_hours", 0.0, 24.0),
    ("lead_time_mean_days", "higher", "scenario.work.research.setup_hours", 0.0, 3.0),
    ("coordination_share", "higher", f"{BANGALORE}.distance", 0.1, 0.4),
    # - quality control
    ("escaped_defect_share", "lower", SEEN, 0.2, 1.0),
    ("rework_share", "higher", SEEN, 0.2, 1.0),
    ("inspections", "higher", SEEN, 0.2, 1.0),
    ("inspections", "lower", HISTORY, None, SKIP, GOOD),
    ("escaped_defect_share", "higher", HISTORY, None, SKIP, {SEEN: 1.0}),
    ("inspections", "higher", HISTORY, None, TIGHTEN, BAD),
    ("escaped_defect_share", "lower", HISTORY, None, TIGHTEN, BAD),
    ("lead_time_mean_days", "lower", "scenario.reviewers.seats", 1, 3, {**BUSY_REVIEWER, SEEN: 1.0}),
    ("escaped_defect_share", "lower", "scenario.reviewers.detection_probability", 0.4, 0.9),
    ("cost_external_failure", "lower", "scenario.reviewers.detection_probability", 0.4, 0.9),
    ("false_alarms", "higher", "scenario.reviewers.false_alarm_probability", 0.0, 0.2),
    ("rework_share", "higher", "scenario.reviewers.false_alarm_probability", 0.0, 0.2),
    ("escaped_defect_share", "lower", "scenario.work.research.most_attempts", 1, 4),
    ("cost_inspection", "higher", "scenario.third_party.fee_per_inspection", 20.0, 80.0, THIRD),
    ("external_failures", "lower", LATE, 0.0, 180.0),
    ("cost_of_quality", "higher", f"{BANGALORE}.defects_per_task", 0.05, 0.25),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} by {row[2]}")
def test_the_lever_moves_its_measure(moved, row):
    """The 99 % interval of the paired difference lies on the claimed side of zero."""
    interval = moved(*row)

    assert interval.low > 0.0 if row[1] == "higher" else interval.high < 0.0, interval
