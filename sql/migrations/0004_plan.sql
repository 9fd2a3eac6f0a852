-- Proposals, caps, reasons and flags as issued. A ledger: never rewritten.
create schema plan;

create table plan.proposal (
    plan_id varchar not null primary key,
    issue_number bigint not null unique,
    patient_id varchar not null,
    week_start date not null,
    as_of timestamptz not null,
    action varchar not null
    check (
        action in ('refuse', 'stop', 'start', 'reduce', 'restart', 'hold', 'return', 'progress')
    ),
    session_min smallint check (session_min >= 0),
    sessions_per_week smallint check (sessions_per_week >= 0),
    week_min smallint check (week_min >= 0),
    is_increase boolean not null,
    policy_version varchar not null,
    input_digest varchar not null,
    inputs json not null,
    outcome json not null
);
comment on table plan.proposal is 'One issued decision for one week of one person, with all it was decided from.';
comment on column plan.proposal.plan_id is 'Name of the decision: from its inputs and policy, so the same inputs give the same name.';
comment on column plan.proposal.issue_number is 'Order of issue, ever rising; the newest of a week is the one in question.';
comment on column plan.proposal.patient_id is 'Whose week it is.';
comment on column plan.proposal.week_start is 'Monday of the week, local.';
comment on column plan.proposal.as_of is 'Moment of the decision, UTC; nothing entered later counts in it.';
comment on column plan.proposal.action is 'What the decision does, design section 7.1.';
comment on column plan.proposal.session_min is 'Minutes a session; 0 is rest; null where the decision is a refusal.';
comment on column plan.proposal.sessions_per_week is 'Sessions in the week; null where the decision is a refusal.';
comment on column plan.proposal.week_min is 'Minutes in the week; null where the decision is a refusal.';
comment on column plan.proposal.is_increase is 'True where it waits for a signature or a standing approval.';
comment on column plan.proposal.policy_version is 'Version of every threshold it used.';
comment on column plan.proposal.input_digest is 'SHA-256 of the canonical inputs.';
comment on column plan.proposal.inputs is 'All it was decided from, canonical JSON.';
comment on column plan.proposal.outcome is 'All it decided, canonical JSON.';

create table plan.cap (
    plan_id varchar not null,
    cap_name varchar not null,
    session_min smallint,
    sessions_per_week smallint,
    week_min smallint,
    is_binding boolean not null,
    primary key (plan_id, cap_name)
);
comment on table plan.cap is 'Every upper bound that a decision looked at, binding or not.';
comment on column plan.cap.plan_id is 'Decision, see plan.proposal.';
comment on column plan.cap.cap_name is 'Name of the bound.';
comment on column plan.cap.session_min is 'Longest session it allows, minutes; null means it does not bound that.';
comment on column plan.cap.sessions_per_week is 'Most sessions it allows; null means it does not bound that.';
comment on column plan.cap.week_min is 'Largest week it allows, minutes; null means it does not bound that.';
comment on column plan.cap.is_binding is 'True where the plan would have been larger without it.';

create table plan.reason (
    plan_id varchar not null,
    ordinal smallint not null check (ordinal >= 0),
    reason_code varchar not null,
    facts json not null,
    primary key (plan_id, ordinal)
);
comment on table plan.reason is 'Why a decision is what it is, as codes with their numbers.';
comment on column plan.reason.plan_id is 'Decision, see plan.proposal.';
comment on column plan.reason.ordinal is 'Order of importance, from 0: the first decided.';
comment on column plan.reason.reason_code is 'Code, see docs/pacing-rules.md.';
comment on column plan.reason.facts is 'Numbers it rests on, as JSON.';

create table plan.flag (
    flag_id varchar not null primary key,
    issue_number bigint not null unique,
    patient_id varchar not null,
    kind varchar not null check (kind in ('red_flag', 'fever', 'limit_crossed', 'no_data')),
    tier tinyint not null check (tier between 1 and 3),
    about_date date not null,
    as_of timestamptz not null,
    observed_value double,
    observed_unit varchar,
    facts json not null,
    policy_version varchar not null,
    input_digest varchar not null
);
comment on table plan.flag is 'One thing that somebody should look at, as issued. No flag is not "all clear".';
comment on column plan.flag.flag_id is 'Name of the flag: from the person, kind, day and cause.';
comment on column plan.flag.issue_number is 'Order of issue, ever rising.';
comment on column plan.flag.patient_id is 'Whose it is.';
comment on column plan.flag.kind is 'red_flag, fever, limit_crossed or no_data.';
comment on column plan.flag.tier is '1 note, 2 look this week, 3 today.';
comment on column plan.flag.about_date is 'Local day it is about.';
comment on column plan.flag.as_of is 'Moment of the decision, UTC.';
comment on column plan.flag.observed_value is 'What was seen; null where it is no number.';
comment on column plan.flag.observed_unit is 'Unit of observed_value.';
comment on column plan.flag.facts is 'Against what, and how much was worn, as JSON.';
comment on column plan.flag.policy_version is 'Version of every threshold it used.';
comment on column plan.flag.input_digest is 'SHA-256 of what it was raised from.';

create table plan.standing (
    patient_id varchar not null,
    week_start date not null,
    plan_id varchar,
    latest_plan_id varchar not null,
    status varchar not null
    check (
        status in ('waiting', 'signed', 'standing_approval', 'in_force', 'frozen', 'refused')
    ),
    session_min smallint not null check (session_min >= 0),
    sessions_per_week smallint not null check (sessions_per_week >= 0),
    week_min smallint not null check (week_min >= 0),
    signed_by varchar,
    signed_at timestamptz,
    primary key (patient_id, week_start)
);
comment on table plan.standing is 'Which plan a person may see for a week, as of the last night run. Derived from the ledger and the signatures.';
comment on column plan.standing.patient_id is 'Whose week it is.';
comment on column plan.standing.week_start is 'Monday of the week, local.';
comment on column plan.standing.plan_id is 'Decision whose numbers stand; null where nothing has been signed yet.';
comment on column plan.standing.latest_plan_id is 'Newest decision for the week.';
comment on column plan.standing.status is 'waiting (an increase without a signature), signed, standing_approval, in_force (a decrease or hold acts at once), frozen (a stop), refused.';
comment on column plan.standing.session_min is 'Minutes a session that the person is shown; 0 is rest.';
comment on column plan.standing.sessions_per_week is 'Sessions that the person is shown.';
comment on column plan.standing.week_min is 'Minutes in the week that the person is shown.';
comment on column plan.standing.signed_by is 'Who signed; null where nobody has.';
comment on column plan.standing.signed_at is 'When, UTC; null likewise.';
