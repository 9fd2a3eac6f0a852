"""How long frames stay in the journal once they are safely in the warehouse."""

import json
from datetime import timedelta

from pacepipe.app.house import House
from pacepipe.domain.instant import utc_us
from pacepipe.journal import FrameJournal


def prune_journal(house: House, journal: FrameJournal) -> int:
    """Remove frames that are in the warehouse and older than the retention time.

    What the pipeline has not marked as stored stays, however old it is. Only the
    process that writes the journal may call this.

    Returns
    -------
    int
        Frames removed; 0 where no night has left a mark yet.
    """
    mark = house.home.ingest_mark
    if not mark.exists():
        return 0
    stored = json.loads(mark.read_text())
    if stored["station_id"] != journal.station_id:
        return 0
    kept = timedelta(days=house.settings.frame_retention_days)
    return journal.prune(
        up_to_seq=stored["seq"], older_than_utc_us=utc_us(house.now() - kept)
    )
