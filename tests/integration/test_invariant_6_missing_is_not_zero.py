"""A gap is never rest, never 0 bpm, never 0 steps; a null has its reason."""

from pathlib import Path

from support.ask import ask_copy, ask_work


def test_no_second_and_no_minute_exists_without_a_measurement(played: Path) -> None:
    assert (
        ask_work(
            played,
            """
            select minute_at from clean.minute
            where hr_measured_s = 0 and hr_flagged_s = 0 and step_measured_s = 0
            """,
        )
        == []
    )
    assert ask_work(played, "select 1 from clean.hr_second where hr_bpm < 30") == []


def test_nothing_longer_than_five_seconds_is_filled(played: Path) -> None:
    (longest,) = ask_work(
        played,
        """
        with measured as (
            select
                second_at,
                lag(second_at) over (order by second_at) as before
            from clean.hr_second
            where not is_interpolated
        )
        select max(epoch_ms(second_at) - epoch_ms(before))
        from measured
        where exists (
            select 1 from clean.hr_second as filled
            where filled.is_interpolated
                and filled.second_at > measured.before
                and filled.second_at < measured.second_at
        )
        """,
    )
    assert (longest[0] or 0) <= 5_000


def test_a_day_without_a_pod_has_no_steps_and_not_zero_steps(played: Path) -> None:
    without = ask_work(
        played,
        """
        select step_count, step_null_reason from mart.day
        where patient_id || day_date not in (
            select patient_id || day_date from clean.cadence
        )
        """,
    )
    assert without
    assert set(without) == {(None, "no_cadence")}


def test_a_day_whose_session_has_no_effort_has_no_load_and_says_why(
    played: Path,
) -> None:
    rows = ask_work(
        played,
        """
        select day.srpe_au, day.srpe_null_reason
        from mart.day as day
        where exists (
            select 1 from mart.session as session
            where session.patient_id = day.patient_id
                and session.day_date = day.day_date
                and session.effort_cr10 is null
        )
        """,
    )
    assert rows
    assert set(rows) == {(None, "effort_missing")}


def test_an_item_that_was_not_asked_is_null(played: Path) -> None:
    one_tap = ask_work(
        played,
        """
        select count(*) from mart.day
        where tiredness is not null and pain is null and sleep is null
        """,
    )
    assert one_tap[0][0] > 0


def test_a_week_says_how_much_of_it_is_known(played: Path) -> None:
    rows = ask_copy(played, "select coverage_frac, known_day_count from mart.week")
    assert rows
    assert all(frac == known / 7 for frac, known in rows)
    assert any(frac < 1 for frac, _ in rows)
