-- More kinds of flags, and what became of them.
create table plan.flag_of_any_kind (
    flag_id varchar not null primary key,
    issue_number bigint not null unique,
    patient_id varchar not null,
    kind varchar not null
    check (
        kind in (
            'red_flag', 'fever', 'limit_crossed', 'no_data', 'rest_high', 'rest_low',
            'walk_high', 'slow_recovery', 'flat_answer', 'few_steps', 'irregular'
        )
    ),
    tier tinyint not null check (tier between 1 and 3),
    about_date date not null,
    as_of timestamptz not null,
    observed_value double,
    observed_unit varchar,
    facts json not null,
    policy_version varchar not null,
    input_digest varchar not null,
    inputs json not null
);
insert into plan.flag_of_any_kind
select
    flag_id,
    issue_number,
    patient_id,
    kind,
    tier,
    about_date,
    as_of,
    observed_value,
    observed_unit,
    facts,
    policy_version,
    input_digest,
    inputs
from plan.flag;
drop table plan.flag;
alter table plan.flag_of_any_kind rename to flag;
comment on table plan.flag is 'One thing that somebody should look at, as issued. No flag is not "all clear".';
comment on column plan.flag.flag_id is 'Name of the flag: from the person, kind, day and cause.';
comment on column plan.flag.issue_number is 'Order of issue, ever rising.';
comment on column plan.flag.patient_id is 'Whose it is.';
comment on column plan.flag.kind is 'red_flag, fever (both reported), limit_crossed, no_data, rest_high and rest_low (heart rate at rest against the own usual), walk_high (in the same walk), slow_recovery, flat_answer, few_steps, irregular. None names an illness.';
comment on column plan.flag.tier is '1 note, 2 look this week, 3 today.';
comment on column plan.flag.about_date is 'Local day it is about; of an episode its first.';
comment on column plan.flag.as_of is 'Moment of the decision, UTC.';
comment on column plan.flag.observed_value is 'What was seen; null where it is no number.';
comment on column plan.flag.observed_unit is 'Unit of observed_value.';
comment on column plan.flag.facts is 'Against what, and how much was worn, as JSON.';
comment on column plan.flag.policy_version is 'Version of every threshold it used.';
comment on column plan.flag.input_digest is 'SHA-256 of what it was raised from.';
comment on column plan.flag.inputs is 'All it was raised from, canonical JSON.';

create table plan.flag_answer (
    flag_id varchar not null primary key,
    patient_id varchar not null,
    answer varchar not null
    check (answer in ('acted', 'useful', 'not_useful', 'artefact')),
    answered_by varchar not null,
    answered_at timestamptz not null
);
comment on table plan.flag_answer is 'What became of a flag that somebody has looked at, as of the last night run. Derived from what was said.';
comment on column plan.flag_answer.flag_id is 'Flag, see plan.flag.';
comment on column plan.flag_answer.patient_id is 'Whose it is.';
comment on column plan.flag_answer.answer is 'acted (something was done), useful, not_useful, artefact (the strap made it up).';
comment on column plan.flag_answer.answered_by is 'Who looked.';
comment on column plan.flag_answer.answered_at is 'When, UTC.';
