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

-- What a day allows of its week, as decided in the morning and after what was said since.
-- A ledger: never rewritten.
create table plan.gate (
    gate_id varchar not null primary key,
    issue_number bigint not null unique,
    patient_id varchar not null,
    day_date date not null,
    as_of timestamptz not null,
    planned_min smallint not null check (planned_min >= 0),
    allowed_min smallint not null check (allowed_min >= 0),
    reason_codes varchar,
    policy_version varchar not null,
    input_digest varchar not null,
    inputs json not null,
    outcome json not null
);
comment on table plan.gate is 'What one day allowed of what its week planned; only ever lower.';
comment on column plan.gate.gate_id is 'Name of the decision: from the person, its inputs and policy.';
comment on column plan.gate.issue_number is 'Order of issue, ever rising; the newest of a day is the one in question.';
comment on column plan.gate.patient_id is 'Whose day it is.';
comment on column plan.gate.day_date is 'Local day.';
comment on column plan.gate.as_of is 'Moment of the decision, UTC; nothing entered later counts in it.';
comment on column plan.gate.planned_min is 'Minutes that what stood for the week had on the day; 0 is rest.';
comment on column plan.gate.allowed_min is 'Minutes that the day allows; 0 is rest.';
comment on column plan.gate.reason_codes is 'Why it is lower, or what else needs saying, see docs/pacing-rules.md; null means nothing.';
comment on column plan.gate.policy_version is 'Version of every threshold it used.';
comment on column plan.gate.input_digest is 'SHA-256 of the canonical inputs.';
comment on column plan.gate.inputs is 'All it was decided from, canonical JSON.';
comment on column plan.gate.outcome is 'All it decided, canonical JSON.';
