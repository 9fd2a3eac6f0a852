"""How the heart rate of each person's walks changes over the weeks: `mart.hr_trend`."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import numpy as np

from pacepipe.domain.events import HeartContext, MedicationChanged, MedicationEffect
from pacepipe.domain.history import PersonHistory
from pacepipe.signals import hr_trend
from pacepipe.stages.inputs import local_today
from pacepipe.store import Warehouse

LOOK_BACK: Final = timedelta(weeks=12)
"""How far back walks are compared (ours): four times the shortest trend, so that a
course of treatment is seen and the year before it is not."""


def write_trends(warehouse: Warehouse, histories: Sequence[PersonHistory]) -> None:
    """Write `mart.hr_trend` anew. To be called inside a transaction."""
    warehouse.execute("clear_mart_hr_trend")
    whose = itemgetter("patient_id")
    walks = {
        patient_id: list(rows)
        for patient_id, rows in groupby(warehouse.rows("trend_walks"), whose)
    }
    rows = [
        _trend(history, today, walks.get(history.patient_id, ()))
        for history in histories
        if (today := local_today(history)) is not None
    ]
    if rows:
        warehouse.insert("mart.hr_trend", {n: [r[n] for r in rows] for n in rows[0]})


def _trend(
    history: PersonHistory, today: date, walks: Sequence[Mapping[str, Any]]
) -> dict[str, object]:
    since = today - LOOK_BACK + timedelta(days=1)
    own = [walk for walk in walks if since <= walk["day_date"] <= today]
    told = hr_trend(
        np.array([walk["day_date"].toordinal() for walk in own], dtype=np.int64),
        np.array([walk["hr_steady_bpm"] for walk in own], dtype=np.float64),
        np.array([walk["cadence_steady_spm"] for walk in own], dtype=np.float64),
        is_interpreted=not _sets_its_own_rate(history, since),
    )
    heart = history.heart_at(history.as_of)
    return {
        "patient_id": history.patient_id,
        "since_date": since,
        "until_date": today,
        "slope_bpm_per_week": told.slope_bpm_per_week,
        "null_reason": told.null_reason,
        "cadence_spm": told.cadence_spm,
        "walk_count": told.walk_count,
        "session_count": len(own),
        "coverage_frac": told.walk_count / len(own) if own else None,
        "span_days": told.span_days,
        "on_beta_blocker": None if heart is None else heart.on_beta_blocker,
        "rate_limiting_change_count": sum(
            said.effect is MedicationEffect.RATE_LIMITING
            and since <= said.day_date <= today
            for _, said in history.of(MedicationChanged)
        ),
    }


def _sets_its_own_rate(history: PersonHistory, since: date) -> bool:
    """Whether a pacemaker or atrial fibrillation is said of any of that time."""
    said = [
        (event.about_at.date(), heart)
        for event, heart in history.of(HeartContext)
        if event.about_at <= history.as_of
    ]
    before = [heart for day, heart in said if day < since][-1:]
    within = [heart for day, heart in said if day >= since]
    return any(
        heart.has_pacemaker or heart.has_atrial_fibrillation
        for heart in (*before, *within)
    )
