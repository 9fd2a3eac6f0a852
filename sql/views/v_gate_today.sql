-- What the newest day that was decided allows each person. One row a person.
create or replace view clinic.v_gate_today as
with
final as (
    select
        patient_id,
        day_date,
        planned_min,
        allowed_min,
        reason_codes,
        gate_id,
        as_of
    from plan.gate
    qualify
        row_number() over (
            partition by patient_id
            order by day_date desc, issue_number desc
        ) = 1
)

select *
from final
order by patient_id;

comment on view clinic.v_gate_today is 'What the newest day that was decided allows each person of what the week planned, as of the last run. What was said since counts at once in `pacepipe plan today`.';
comment on column clinic.v_gate_today.patient_id is 'Person, by id.';
comment on column clinic.v_gate_today.day_date is 'Local day.';
comment on column clinic.v_gate_today.planned_min is 'Minutes that what stood for the week had on the day; 0 is rest.';
comment on column clinic.v_gate_today.allowed_min is 'Minutes that the day allows; never over planned_min; 0 is rest.';
comment on column clinic.v_gate_today.reason_codes is 'Why it is lower, or what else needs saying, see docs/pacing-rules.md; null means nothing.';
comment on column clinic.v_gate_today.gate_id is 'Decision; `pacepipe plan explain` shows all it rests on.';
comment on column clinic.v_gate_today.as_of is 'Moment of the decision, UTC.';
