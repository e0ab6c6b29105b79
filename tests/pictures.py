"""One picture of each kind, as measures bring them."""

from __future__ import annotations

from publicvalue.measures.picture import EventStudy, Interval, Intervals, PeriodEffect, Series

EVENT_STUDY = EventStudy(
    "Effect by year since adoption",
    "percent",
    "years",
    (
        PeriodEffect(-3, 0.4, -1.9, 2.7),
        PeriodEffect(-2, -0.6, -2.6, 1.4),
        PeriodEffect(-1, 0.0, 0.0, 0.0),
        PeriodEffect(0, -4.1, -6.6, -1.6),
        PeriodEffect(1, -7.9, -11.4, -4.4),
        PeriodEffect(2, -9.2, -14.8, -3.6),
    ),
)
SERIES = Series(
    "Days to a decision, with and without the system",
    "days",
    ("2019-01", "2019-02", "2019-03", "2019-04", "2019-05", "2019-06"),
    (21.0, 22.5, 20.8, None, 17.1, 16.2),
    (None, None, None, 21.4, 21.3, 21.1),
    (None, None, None, 19.2, 18.8, 18.1),
    (None, None, None, 23.6, 23.8, 24.1),
    adoption=3,
)
THRESHOLD = Series(
    "Arrears by turnover",
    "percent",
    ("8", "9", "10", "11"),
    (12.0, 11.5, 8.0, 7.6),
    (12.1, 11.4, 8.1, 7.5),
    names=("Mean of the class", "Fitted line"),
    style="points",
    adoption=2,
    mark="threshold",
)
INTERVALS = Intervals(
    "Effect by the way of estimation",
    "percent",
    (
        Interval("Group-time averages", -5.1, -8.2, -2.0, "All controls"),
        Interval("Imputation", -4.8, -7.7, -1.9, "All controls"),
        Interval("Islands", None, None, None, "By region"),
        Interval("Mainland", -6.0, -9.9, -2.1, "By region"),
    ),
    reference=0.0,
)
ALL = (EVENT_STUDY, SERIES, THRESHOLD, INTERVALS)
