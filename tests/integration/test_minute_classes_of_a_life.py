"""Eight weeks classed minute by minute, and what a late word of a link does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pacepipe.domain.epitaph import Ending, Epitaph
from pacepipe.domain.frame import LinkEvent, LinkEventKind
from support.ask import ask_work
from support.played import AFTER, house_at, night


def test_what_was_worn_is_classed_and_a_late_end_of_a_link_touches_its_day(
    played: Path,
) -> None:
    classes = dict(
        ask_work(
            played, "select minute_class, count(*) from clean.minute_class group by all"
        )
    )
    assert classes["worn_good"] > 100
    worn = ask_work(
        played,
        "select count(*) from clean.minute_class as c "
        "anti join clean.minute as m using (patient_id, minute_at) "
        "where c.minute_class in ('worn_good', 'worn_poor')",
    )
    assert worn == [(0,)]
    # each share of a day against the rows it is a share of
    assert ask_work(
        played,
        "select count(*) from mart.day_quality as d inner join ("
        "select day_date, avg((hr_flag <> 'ok')::int) as flagged, "
        "avg((hr_marks & 8960 <> 0)::int) filter (where hr_flag = 'ok') as suspect "
        "from clean.heart_rate group by day_date) as r using (day_date) inner join ("
        "select day_date, avg(is_interpolated::int) as filled from clean.hr_second "
        "group by day_date) as f using (day_date) where abs(hr_flagged_frac - flagged) "
        "+ abs(hr_suspect_frac - suspect) + abs(hr_filled_frac - filled) < 1e-9",
    ) == ask_work(played, "select count(distinct day_date) from clean.hr_second")
    days = dict(ask_work(played, "select day_date, input_digest from mart.day_quality"))
    # the newest link is said to have been lost in the middle of an evening
    at = datetime(2026, 10, 21, 19, 0, tzinfo=UTC)
    with house_at(played) as house:
        with house.frame_reader() as reader:
            link = reader.connections_after(0)[0].connection_id
        us = round(at.timestamp() * 1e6)
        with house.frames() as journal:
            journal.note(
                LinkEvent(
                    link,
                    LinkEventKind.LOST,
                    us * 1000,
                    us,
                    Epitaph(Ending.DROP).as_text(),
                )
            )
    night(played, AFTER + timedelta(hours=1))
    after = dict(
        ask_work(played, "select day_date, input_digest from mart.day_quality")
    )
    assert at.date() in {
        day for day in days.keys() | after.keys() if days.get(day) != after.get(day)
    }
    assert night(played, AFTER + timedelta(hours=2)).days_rewritten == 0
