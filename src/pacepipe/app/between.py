"""Between two nights: one decision that is asked for, and what was just said shown.

Both are short runs of the pipeline with the same steps and the same record.
"""

from datetime import date, datetime

from pacepipe.app.house import House
from pacepipe.app.night import Night, NightReport
from pacepipe.domain.history import PersonHistory
from pacepipe.pacing import DEFAULT_POLICY
from pacepipe.stages.inputs import local_today
from pacepipe.stages.plan import Issued, propose


def refresh(house: House, as_of: datetime) -> NightReport:
    """Bring the published copy up to what was said, and decide nothing.

    A signature or a clearance then shows in every query at once.
    """
    night = Night(house, as_of)
    with night.recorded():
        night.ingest()
        for batch in night.look():
            night.rewrite(batch)
        night.restate()
        night.gate()
        night.flag()
        night.summarise()
        night.publish()
    return night.report


def propose_now(house: House, history: PersonHistory, week_start: date) -> Issued:
    """Decide one week of one person from everything known by now, and publish.

    Raises
    ------
    CheckFailed
        Where a day of this person could not be computed: then nothing is decided.
    """
    night = Night(house, history.as_of)
    with night.recorded():
        night.ingest()
        for batch in night.look():
            night.rewrite(batch)
        night.flag()
        today = local_today(history) or week_start
        with house.warehouse() as warehouse, warehouse.transaction():
            issued = propose(warehouse, history, week_start, today, DEFAULT_POLICY)
        night.plans_issued = int(issued.is_new)
        night.gate()
        night.summarise()
        night.publish()
    return issued
