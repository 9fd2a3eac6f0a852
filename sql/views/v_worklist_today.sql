-- Who needs a look today, and why. One row a person. "Today" is the local day of the last
-- night run that did not fail, never the clock of the reader, so that a copy always gives
-- the same answer. Thresholds are those of the flags, which pacing raised; none is here.
create or replace view clinic.v_worklist_today as
with
nights as (
    select max(as_of) as as_of
    from ops.night_run
    where status <> 'failed'
),

people as (
    select
        person.patient_id,
        person.is_consented,
        (nights.as_of at time zone coalesce(person.zone, 'UTC'))::date as today_date,
        (person.stops_cleared_until at time zone coalesce(person.zone, 'UTC'))::date
            as cleared_date
    from mart.person as person
    cross join nights
),

-- a treatment that is only planned is no sign of life, and may lie ahead
seen as (
    select
        day.patient_id,
        max(day.day_date) filter (
            where
            day.day_date <= people.today_date
            and (day.wear_min > 0 or day.is_diary_day or day.session_count > 0)
        ) as last_seen_date,
        max(day.day_date) filter (
            where day.day_date <= people.today_date and day.is_diary_day
        ) as tiredness_last_date,
        max(day.day_date) filter (
            where day.day_date <= people.today_date and day.treatment_kind = 'infusion'
        ) as infusion_date,
        max(day.day_date) filter (
            where day.day_date <= people.today_date and day.treatment_kind is not null
        ) as treatment_date,
        min(day.day_date) filter (
            where day.day_date > people.today_date and day.treatment_kind is not null
        ) as next_treatment_date
    from mart.day as day
    inner join people on day.patient_id = people.patient_id
    group by day.patient_id
),

last_days as (
    select
        day.*,
        people.today_date - day.day_date < 7 as is_last_7d,
        day.wear_min > 0 or day.is_diary_day or day.session_count > 0 as is_known
    from mart.day as day
    inner join people on day.patient_id = people.patient_id
    where day.day_date between people.today_date - 13 and people.today_date
),

recent as (
    select
        patient_id,
        median(tiredness) filter (where is_last_7d)
        - median(tiredness) filter (where not is_last_7d) as tiredness_change_7d,
        sum(session_count) filter (where is_last_7d) as session_count,
        coalesce(sum(wear_min) filter (where is_last_7d), 0) as wear_min_7d,
        count(*) filter (where is_last_7d and is_known) as known_days_7d
    from last_days
    group by patient_id
),

tired as (
    select
        day.patient_id,
        day.tiredness as tiredness_last
    from seen
    inner join mart.day as day
        on
            seen.patient_id = day.patient_id
            and seen.tiredness_last_date = day.day_date
),

standings as (
    select
        standing.patient_id,
        max(standing.week_start) as plan_week_start,
        arg_max(standing.status, standing.week_start) as plan_status,
        arg_max(standing.latest_plan_id, standing.week_start) as latest_plan_id,
        bool_or(
            standing.status = 'frozen'
            and standing.week_start >= date_trunc('week', people.today_date)
        ) as is_frozen
    from plan.standing as standing
    inner join people on standing.patient_id = people.patient_id
    group by standing.patient_id
),

-- A stop is open until it was cleared on a later day; on the same day the frozen plan says
-- whether it was. So is a heart far over its usual. A look is open until it is answered, a
-- note for seven days or until then, silence until something comes.
open_flags as (
    select
        flag.patient_id,
        flag.tier,
        flag.about_date,
        flag.kind in ('red_flag', 'fever') as is_stop,
        flag.kind = 'no_data' as is_silence,
        flag.kind = 'limit_crossed' as is_limit,
        flag.kind in ('rest_high', 'walk_high') as is_heart,
        flag.kind = 'few_steps' as is_steps,
        flag.kind in ('rest_low', 'slow_recovery', 'flat_answer', 'irregular') as is_note
    from plan.flag as flag
    inner join people on flag.patient_id = people.patient_id
    left join seen on flag.patient_id = seen.patient_id
    left join standings on flag.patient_id = standings.patient_id
    left join plan.flag_answer as answer on flag.flag_id = answer.flag_id
    where
        case
            when flag.kind in ('red_flag', 'fever') or (flag.kind = 'rest_high' and flag.tier = 3)
                then
                    people.cleared_date is null
                    or people.cleared_date < flag.about_date
                    or (
                        people.cleared_date = flag.about_date
                        and coalesce(standings.is_frozen, false)
                    )
            when flag.kind = 'no_data'
                then seen.last_seen_date is null or seen.last_seen_date <= flag.about_date
            when answer.flag_id is not null then false
            else flag.tier = 2 or people.today_date - flag.about_date < 7
        end
),

flags as (
    select
        patient_id,
        count(*) as open_flag_count,
        min(about_date) as oldest_open_flag_date,
        count(*) filter (where is_stop) as stop_count,
        min(about_date) filter (where is_stop) as stop_date,
        max(about_date) filter (where is_limit) as limit_date,
        max(about_date) filter (where is_heart) as heart_date,
        max(tier) filter (where is_heart) as heart_tier,
        max(about_date) filter (where is_steps) as steps_date,
        max(about_date) filter (where is_note) as note_date,
        count(*) filter (where is_silence) as silence_count,
        max(tier) filter (where not is_stop and not is_silence) as other_tier
    from open_flags
    group by patient_id
),

facts as (
    select
        people.patient_id,
        people.is_consented,
        people.today_date,
        coalesce(flags.open_flag_count, 0) as open_flag_count,
        flags.oldest_open_flag_date,
        coalesce(flags.stop_count, 0) as stop_count,
        flags.stop_date,
        flags.limit_date,
        flags.heart_date,
        flags.heart_tier,
        flags.steps_date,
        flags.note_date,
        coalesce(flags.silence_count, 0) > 0 as is_silent,
        coalesce(flags.other_tier, 0) as other_tier,
        tired.tiredness_last,
        seen.tiredness_last_date,
        recent.tiredness_change_7d,
        case when recent.known_days_7d > 0 then recent.session_count end as sessions_7d,
        coalesce(recent.known_days_7d, 0) as known_days_7d,
        coalesce(recent.wear_min_7d, 0) as wear_min_7d,
        seen.last_seen_date,
        people.today_date - seen.last_seen_date as days_since_data,
        people.today_date - seen.infusion_date + 1 as cycle_day,
        people.today_date - seen.treatment_date as days_since_treatment,
        seen.next_treatment_date - people.today_date as days_to_next_treatment,
        coalesce(standings.plan_status, 'none') as plan_status,
        standings.plan_week_start,
        coalesce(standings.is_frozen, false) as is_frozen,
        reason.reason_code as plan_reason_code
    from people
    left join seen on people.patient_id = seen.patient_id
    left join recent on people.patient_id = recent.patient_id
    left join tired on people.patient_id = tired.patient_id
    left join standings on people.patient_id = standings.patient_id
    left join flags on people.patient_id = flags.patient_id
    left join plan.reason as reason
        on standings.latest_plan_id = reason.plan_id and reason.ordinal = 0
),

sorted as (
    select
        *,
        case
            when stop_count > 0 or is_frozen then 'now'
            when other_tier = 3 then 'today'
            when other_tier = 2 or plan_status in ('waiting', 'refused') then 'this_week'
            when is_silent or known_days_7d = 0 or not is_consented then 'no_data'
            else 'fine'
        end as priority
    from facts
),

final as (
    select
        patient_id,
        row_number() over (
            order by
                list_position(['now', 'today', 'this_week', 'no_data', 'fine'], priority) asc,
                oldest_open_flag_date asc nulls last,
                tiredness_change_7d desc nulls last,
                patient_id asc
        ) as rank,
        priority,
        concat_ws(
            ' ',
            case
                when stop_count > 0
                    then
                        'Stop reported, not cleared: ' || stop_count
                        || ', oldest about ' || stop_date || '.'
            end,
            case when is_frozen then 'The plan is frozen until a clinician clears it.' end,
            case
                when limit_date is not null
                    then 'Heart rate was above the limit, last about ' || limit_date || '.'
            end,
            case
                when heart_tier = 3
                    then 'Heart rate at rest far over the own usual, about ' || heart_date || '.'
                when heart_date is not null
                    then 'Heart rate over the own usual, about ' || heart_date || '.'
            end,
            case
                when steps_date is not null
                    then 'Steps fell to half of the own usual, about ' || steps_date || '.'
            end,
            case
                when note_date is not null
                    then 'A note about the heart, last about ' || note_date || '.'
            end,
            case
                when plan_status = 'waiting'
                    then 'The plan for ' || plan_week_start || ' waits for a signature.'
                when plan_status = 'refused'
                    then
                        'No plan for ' || plan_week_start || ' ('
                        || coalesce(plan_reason_code, 'no reason kept') || ').'
            end,
            case
                when plan_status = 'held'
                    then 'The clinic holds the week of ' || plan_week_start || '.'
            end,
            case when not is_consented then 'Not recorded: no consent in force.' end,
            case
                when last_seen_date is null then 'Nothing has come yet.'
                when is_silent or known_days_7d = 0
                    then 'Nothing has come since ' || last_seen_date || '.'
            end,
            case when open_flag_count = 0 and known_days_7d > 0 then 'No open flag.' end,
            known_days_7d || ' of 7 days known, ' || wear_min_7d || ' min worn.'
        ) as reason_text,
        open_flag_count,
        oldest_open_flag_date,
        today_date - oldest_open_flag_date as oldest_open_flag_days,
        tiredness_last,
        tiredness_last_date,
        tiredness_change_7d,
        sessions_7d,
        known_days_7d,
        wear_min_7d,
        last_seen_date,
        days_since_data,
        cycle_day,
        days_since_treatment,
        days_to_next_treatment,
        plan_status,
        plan_week_start,
        is_consented,
        today_date as as_of_date
    from sorted
)

select *
from final
order by rank;

comment on view clinic.v_worklist_today is 'Who needs a look today, and why: one row a person, the most urgent first. Today is the local day of the last night run that did not fail. Nobody is watching live, and no open flag is not "all clear": known_days_7d and wear_min_7d say what was looked at.';
comment on column clinic.v_worklist_today.patient_id is 'Person, by id.';
comment on column clinic.v_worklist_today.rank is 'Place in the list, from 1: by priority, then the oldest open flag, then the largest rise in tiredness.';
comment on column clinic.v_worklist_today.priority is 'now (a stop that nobody has cleared), today (another flag of tier 3), this_week (a flag of tier 2, or a plan that waits for a signature or was refused), no_data (silent, never seen, or no consent), fine (nothing of these, which is not "all clear").';
comment on column clinic.v_worklist_today.reason_text is 'Why, in words, with what was looked at. Holds nothing that a person typed.';
comment on column clinic.v_worklist_today.open_flag_count is 'Flags that are open: a stop or one of tier 3 until cleared, one of tier 2 until it is answered, silence until something comes, a note for seven days.';
comment on column clinic.v_worklist_today.oldest_open_flag_date is 'Local day the oldest open flag is about; null means none is open.';
comment on column clinic.v_worklist_today.oldest_open_flag_days is 'Days from that day to as_of_date; null likewise.';
comment on column clinic.v_worklist_today.tiredness_last is 'Last answer to tiredness, 0 to 10 (worst); null means never answered.';
comment on column clinic.v_worklist_today.tiredness_last_date is 'Local day of that answer; null likewise.';
comment on column clinic.v_worklist_today.tiredness_change_7d is 'Median of the last 7 days less the median of the 7 before, points of 0 to 10, up is worse; null without an answer in both.';
comment on column clinic.v_worklist_today.sessions_7d is 'Sessions that started in the last 7 days; null where nothing is known of any of them.';
comment on column clinic.v_worklist_today.known_days_7d is 'Days of the last 7 with wear, a diary or a session.';
comment on column clinic.v_worklist_today.wear_min_7d is 'Minutes with a measured heart rate in the last 7 days.';
comment on column clinic.v_worklist_today.last_seen_date is 'Last local day with wear, a diary or a session; null means never.';
comment on column clinic.v_worklist_today.days_since_data is 'Days from last_seen_date to as_of_date; null likewise.';
comment on column clinic.v_worklist_today.cycle_day is 'Day since the last infusion, which is day 1; null means none is known.';
comment on column clinic.v_worklist_today.days_since_treatment is 'Days since the last treatment of any kind; null means none is known.';
comment on column clinic.v_worklist_today.days_to_next_treatment is 'Days to the next known treatment of any kind; null means none is known.';
comment on column clinic.v_worklist_today.plan_status is 'Status of the newest planned week, see plan.standing; none means no plan yet.';
comment on column clinic.v_worklist_today.plan_week_start is 'Monday of that week; null means no plan yet.';
comment on column clinic.v_worklist_today.is_consented is 'True where the person agrees to be recorded now.';
comment on column clinic.v_worklist_today.as_of_date is 'The day that "today" is, local to the person; null before the first night run.';
