-- What stands for a week may also be a clinician's own numbers, or held by a clinician.
create table plan.standing_of_all (
    patient_id varchar not null,
    week_start date not null,
    plan_id varchar,
    latest_plan_id varchar not null,
    status varchar not null
    check (
        status in (
            'waiting', 'signed', 'changed', 'held', 'standing_approval', 'in_force', 'frozen',
            'refused'
        )
    ),
    session_min smallint not null check (session_min >= 0),
    sessions_per_week smallint not null check (sessions_per_week >= 0),
    week_min smallint not null check (week_min >= 0),
    signed_by varchar,
    signed_at timestamptz,
    primary key (patient_id, week_start)
);
insert into plan.standing_of_all
select
    patient_id,
    week_start,
    plan_id,
    latest_plan_id,
    status,
    session_min,
    sessions_per_week,
    week_min,
    signed_by,
    signed_at
from plan.standing;
drop table plan.standing;
alter table plan.standing_of_all rename to standing;
comment on table plan.standing is 'Which plan a person may see for a week, as of the last night run. Derived from the ledger and the signatures.';
comment on column plan.standing.patient_id is 'Whose week it is.';
comment on column plan.standing.week_start is 'Monday of the week, local.';
comment on column plan.standing.plan_id is 'Decision whose numbers stand, or a clinician''s in its place; null where nothing has been signed yet, or the week is held.';
comment on column plan.standing.latest_plan_id is 'Newest decision for the week.';
comment on column plan.standing.status is 'waiting (an increase without a signature), signed, changed (a clinician''s own numbers), held (by a clinician, until a plan is signed or changed), standing_approval, in_force (a decrease or hold acts at once), frozen (a stop), refused.';
comment on column plan.standing.session_min is 'Minutes a session that the person is shown; 0 is rest.';
comment on column plan.standing.sessions_per_week is 'Sessions that the person is shown.';
comment on column plan.standing.week_min is 'Minutes in the week that the person is shown.';
comment on column plan.standing.signed_by is 'Who signed, changed or held; null where nobody has.';
comment on column plan.standing.signed_at is 'When, UTC; null likewise.';
