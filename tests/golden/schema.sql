table clean.battery (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    strap_id varchar not null,
    battery_pct smallint not null,
);

view clean.beat (
    patient_id varchar,
    day_date date,
    measured_at timestamp_ms,
    station_id varchar,
    seq bigint,
    beat_index smallint,
    strap_id varchar,
    rr_raw integer,
    rr_ms double,
    rr_flag varchar,
    is_break boolean,
);

table clean.beat_row (
    stream_no integer not null,
    measured_at timestamp_ms not null,
    seq bigint not null,
    beat_index smallint not null,
    rr_raw integer not null,
    rr_ms double not null,
    rr_flag enum('ok', 'oor', 'ectopic', 'long', 'short', 'extra', 'missed_1', 'missed_2', 'missed_3', 'inserted', 'gap', 'dup') not null,
    is_break boolean not null,
);

table clean.cadence (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    strap_id varchar not null,
    speed_mps double not null,
    cadence_spm double not null,
    stride_length_m double,
    total_distance_m double,
    is_running boolean not null,
);

table clean.cadence_derived (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    strap_id varchar not null,
    cadence_spm float,
    regularity float,
);

table clean.calendar (
    patient_id varchar not null,
    day_date date not null,
    zone varchar not null,
    start_us bigint not null,
    end_us bigint not null,
);

table clean.clock_epoch (
    station_id varchar not null,
    boot_id varchar not null,
    epoch_number integer not null,
    first_seq bigint not null,
    last_seq bigint not null,
    first_utc_us bigint not null,
    last_utc_us bigint not null,
    offset_us bigint not null,
    bad_clock_reason varchar,
);

table clean.connection (
    station_id varchar not null,
    connection_id integer not null,
    strap_id varchar not null,
    profile_id varchar not null,
    manufacturer varchar,
    model varchar,
    serial varchar,
    firmware varchar,
);

table clean.device_clock (
    station_id varchar not null,
    connection_id integer not null,
    strap_id varchar not null,
    read_us bigint not null,
    device_us bigint,
    offset_s double,
    is_trusted boolean not null,
    verdict varchar not null,
    reason varchar not null,
);

view clean.heart_rate (
    patient_id varchar,
    day_date date,
    measured_at timestamp_ms,
    station_id varchar,
    seq bigint,
    strap_id varchar,
    hr_bpm integer,
    contact varchar,
    energy_kj integer,
    hr_flag varchar,
    hr_marks integer,
    hold_s float,
    lock_score tinyint,
);

table clean.heart_rate_row (
    stream_no integer not null,
    measured_at timestamp_ms not null,
    seq bigint not null,
    hr_bpm integer not null,
    contact enum('ok', 'lost', 'unsupported') not null,
    energy_kj integer,
    hr_flag enum('ok', 'sentinel', 'oor', 'no_contact', 'stale', 'hold', 'spike', 'disagree') not null,
    hr_marks integer not null,
    hold_s float not null,
    lock_score tinyint not null,
);

view clean.hr_second (
    patient_id varchar,
    day_date date,
    second_at timestamp_ms,
    hr_bpm float,
    is_interpolated boolean,
    strap_id varchar,
    is_recorded boolean,
);

table clean.hr_second_row (
    stream_no integer not null,
    second_at timestamp_ms not null,
    hr_bpm float not null,
    is_interpolated boolean not null,
    is_recorded boolean,
);

table clean.import_counted (
    import_no integer not null,
    patient_id varchar not null,
    event_id varchar not null,
);

table clean.imported_beat (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    import_no integer not null,
    row_no bigint not null,
    place bigint not null,
    strap_id varchar not null,
    rr_ms double not null,
    rr_flag varchar not null,
    is_break boolean not null,
    same_as_id varchar,
);

table clean.interval_hr (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar,
    seq bigint,
    strap_id varchar not null,
    hr_bpm integer not null,
    hr_flag varchar not null,
    import_no integer,
    place bigint,
);

table clean.interval_steps (
    patient_id varchar not null,
    day_date date not null,
    started_at timestamp_ms not null,
    ended_at timestamp_ms not null,
    station_id varchar,
    seq bigint,
    strap_id varchar not null,
    source varchar not null,
    step_count double,
    step_flag varchar not null,
    is_lower_bound boolean not null,
    own_s double not null,
    chosen_step_count double not null,
    import_no integer,
    place bigint,
);

table clean.minute (
    patient_id varchar not null,
    day_date date not null,
    minute_at timestamp_ms not null,
    hr_bpm float,
    hr_measured_s smallint not null,
    hr_interpolated_s smallint not null,
    hr_flagged_s smallint not null,
    step_count float,
    step_measured_s smallint not null,
    is_worn boolean not null,
    hr_flag varchar,
    hr_recorded_s smallint,
    step_source varchar,
);

table clean.minute_class (
    patient_id varchar not null,
    day_date date not null,
    minute_at timestamp_ms not null,
    minute_class varchar not null,
    rr_coverage_frac float,
    is_imported boolean,
);

table clean.ownership (
    strap_id varchar not null,
    patient_id varchar not null,
    since_us bigint not null,
    until_us bigint not null,
);

table clean.recorded_beat (
    strap_id varchar not null,
    name varchar not null,
    recorded_index integer not null,
    at_us bigint not null,
    rr_ms double not null,
    is_ok boolean not null,
);

table clean.recording (
    strap_id varchar not null,
    name varchar not null,
    digest varchar not null,
    station_id varchar not null,
    connection_id integer not null,
    fetched_us bigint not null,
    beat_count integer not null,
    matched_count integer not null,
    filled_count integer not null,
    reason varchar,
);

table clean.reject (
    patient_id varchar not null,
    day_date date not null,
    measured_at timestamp_ms not null,
    station_id varchar not null,
    seq bigint not null,
    characteristic integer not null,
    reason varchar not null,
);

table clean.rr_quality (
    patient_id varchar not null,
    day_date date not null,
    strap_id varchar not null,
    window_at timestamp_ms not null,
    beat_count integer not null,
    coverage_frac double not null,
    flagged_frac double not null,
    drr20_frac double,
    gap_count integer not null,
    gap_s double not null,
    missing_beat_count integer not null,
    unit_ratio double,
    rr_quantum_ms double,
    is_unit_suspect boolean not null,
    is_duplicate_suspect boolean not null,
    is_pseudo boolean not null,
    pair_count integer not null,
    rmssd_ms double,
    hrv_state varchar not null,
);

table clean.stored_reject (
    station_id varchar not null,
    seq bigint not null,
    strap_id varchar not null,
    kind varchar not null,
    reason varchar not null,
    row_count integer not null,
);

table clean.stored_row (
    strap_id varchar not null,
    kind varchar not null,
    started_us bigint not null,
    ended_us bigint not null,
    value integer not null,
    is_partial boolean not null,
    fetched_us bigint not null,
    station_id varchar not null,
    seq bigint not null,
);

table clean.stream (
    stream_no integer not null,
    patient_id varchar not null,
    day_date date not null,
    station_id varchar,
    strap_id varchar,
);

table clean.unplaced (
    station_id varchar not null,
    connection_id integer not null,
    strap_id varchar not null,
    reason varchar not null,
    frame_count bigint not null,
    first_us bigint not null,
    last_us bigint not null,
);

view clinic.v_data_quality_day (
    patient_id varchar,
    day_date date,
    zone varchar,
    verdict varchar,
    verdict_reason varchar,
    wear_min integer,
    expected_wear_min integer,
    coverage_frac double,
    worn_good_min integer,
    contact_lost_min integer,
    out_of_range_min integer,
    station_down_min integer,
    held_elsewhere_min integer,
    imported_min integer,
    gap_count integer,
    longest_gap_min integer,
    rr_coverage_frac double,
    rr_flagged_frac double,
    missing_beat_count integer,
    rr_gap_s double,
    rr_irregular_frac double,
    rr_is_unit_suspect boolean,
    rr_is_duplicate_suspect boolean,
    rr_is_pseudo boolean,
    night_rmssd_ms double,
    night_hrv_state varchar,
    hr_source_count integer,
    hr_disagree_s integer,
    hr_difference_bpm double,
    hr_lag_s double,
    hr_flagged_frac double,
    hr_suspect_frac double,
    hr_filled_frac double,
    day_minutes smallint,
    tz_change boolean,
    day_wear_min smallint,
    awake_wear_min smallint,
    live_wear_min smallint,
    stored_wear_min smallint,
    imported_wear_min smallint,
    offbody_suspect_min smallint,
    whole_day_step_count double,
    step_day_validity varchar,
    step_null_reason varchar,
    step_measured_min double,
    unworn_step_count double,
    step_is_lower_bound boolean,
    step_reset_count integer,
    step_set_aside_count integer,
    reject_count integer,
    is_diary_day boolean,
    method_digest varchar,
);

view clinic.v_gate_today (
    patient_id varchar,
    day_date date,
    planned_min smallint,
    allowed_min smallint,
    reason_codes varchar,
    gate_id varchar,
    as_of timestamp with time zone,
);

view clinic.v_hr_trend (
    patient_id varchar,
    since_date date,
    until_date date,
    session_count integer,
    walk_count integer,
    walk_coverage_frac double,
    span_days integer,
    cadence_spm double,
    slope_bpm_per_week double,
    slope_null_reason varchar,
    on_beta_blocker boolean,
    rate_limiting_change_count integer,
);

view clinic.v_plan (
    patient_id varchar,
    week_start date,
    plan_id varchar,
    action varchar,
    plan_status varchar,
    is_increase boolean,
    proposed_session_min smallint,
    proposed_sessions smallint,
    proposed_week_min smallint,
    shown_session_min smallint,
    shown_sessions smallint,
    shown_week_min smallint,
    reason_codes varchar,
    binding_caps varchar,
    signed_by varchar,
    signed_at timestamp with time zone,
    as_of timestamp with time zone,
    policy_version varchar,
);

view clinic.v_response (
    patient_id varchar,
    day_date date,
    started_at timestamp with time zone,
    activity_kind varchar,
    session_label varchar,
    duration_min double,
    hr_coverage_frac double,
    cadence_coverage_frac double,
    cadence_steady_spm double,
    cadence_cv double,
    hr_pre_bpm double,
    hr_steady_bpm double,
    hr_end_bpm double,
    cost_per_step_bpm double,
    speed_steady_mps double,
    pci_beats_per_m double,
    pci_null_reason varchar,
    tau_on_s double,
    tau_on_null_reason varchar,
    beats_per_step double,
    hr_cadence_slope double,
    hr_cadence_lag_s smallint,
    drift_bpm_per_min double,
    decoupling_frac double,
    t_plateau_s double,
    hrr30_bpm double,
    hrr30_null_reason varchar,
    hrr60_bpm double,
    recovery_null_reason varchar,
    hrr120_bpm double,
    hrr120_null_reason varchar,
    t_return_s double,
    is_return_censored boolean,
    tau_off_s double,
    trimp_au double,
    trimp_null_reason varchar,
);

view clinic.v_rest_spot (
    patient_id varchar,
    day_date date,
    started_at timestamp with time zone,
    hr_rest_spot_bpm double,
    hr_rest_spot_coverage_frac double,
    hr_rest_spot_null_reason varchar,
);

view clinic.v_week_person (
    patient_id varchar,
    week_start date,
    is_complete boolean,
    session_count integer,
    session_count_4w_median double,
    active_min double,
    active_min_4w_median double,
    planned_min integer,
    planned_sessions integer,
    srpe_au double,
    srpe_au_4w_median double,
    srpe_session_count integer,
    above_limit_min double,
    above_limit_min_4w_median double,
    above_limit_session_count integer,
    step_count double,
    step_count_4w_median double,
    step_day_count integer,
    wear_min integer,
    wear_day_count integer,
    diary_day_count integer,
    tiredness_median double,
    tiredness_median_4w_median double,
    pain_median double,
    pain_median_4w_median double,
    breathlessness_median double,
    sleep_median double,
    red_flag_count integer,
    rest_day_count integer,
    treatment_day_count integer,
    known_day_count integer,
    coverage_frac double,
    covered_week_count bigint,
    is_comparable boolean,
);

view clinic.v_worklist_today (
    patient_id varchar,
    rank bigint,
    priority varchar,
    reason_text varchar,
    open_flag_count bigint,
    oldest_open_flag_date date,
    oldest_open_flag_days bigint,
    tiredness_last tinyint,
    tiredness_last_date date,
    tiredness_change_7d double,
    sessions_7d hugeint,
    known_days_7d bigint,
    wear_min_7d hugeint,
    last_seen_date date,
    days_since_data bigint,
    cycle_day bigint,
    days_since_treatment bigint,
    days_to_next_treatment bigint,
    plan_status varchar,
    plan_week_start date,
    is_consented boolean,
    as_of_date date,
);

table main.schema_migration (
    version integer not null,
    name varchar not null,
    sha256 varchar not null,
    applied_at timestamp with time zone not null,
);

table mart.day (
    patient_id varchar not null,
    day_date date not null,
    zone varchar not null,
    day_minutes smallint not null,
    wear_min smallint not null,
    wear_frac double not null,
    hr_median_bpm double,
    step_count double,
    step_measured_min double not null,
    step_null_reason varchar,
    session_count smallint not null,
    active_min double not null,
    srpe_au double,
    srpe_null_reason varchar,
    above_limit_min double,
    tiredness tinyint,
    pain tinyint,
    bone_pain tinyint,
    breathlessness tinyint,
    nausea tinyint,
    sleep tinyint,
    temperature_c double,
    soreness_48h boolean,
    red_flag_count smallint not null,
    is_diary_day boolean not null,
    treatment_kind varchar,
    reject_count integer not null,
    input_digest varchar not null,
    method_digest varchar not null,
    whole_day_step_count double,
    step_day_validity varchar,
);

table mart.day_quality (
    patient_id varchar not null,
    day_date date not null,
    expected_wear_min integer not null,
    worn_good_min integer not null,
    worn_poor_min integer not null,
    not_worn_min integer not null,
    out_of_range_min integer not null,
    station_down_min integer not null,
    held_elsewhere_min integer not null,
    gap_count integer not null,
    longest_gap_min integer not null,
    rr_coverage_frac double,
    rr_flagged_frac double,
    input_digest varchar not null,
    method_digest varchar not null,
    hr_source_count integer,
    hr_disagree_s integer,
    hr_difference_bpm double,
    hr_lag_s double,
    hr_flagged_frac double,
    hr_suspect_frac double,
    hr_filled_frac double,
    imported_min integer,
    day_wear_min smallint,
    awake_wear_min smallint,
    live_wear_min smallint,
    stored_wear_min smallint,
    imported_wear_min smallint,
    offbody_suspect_min smallint,
    unworn_step_count double,
    step_is_lower_bound boolean,
    step_reset_count integer,
    step_set_aside_count integer,
    tz_change boolean,
);

table mart.hr_trend (
    patient_id varchar not null,
    since_date date not null,
    until_date date not null,
    slope_bpm_per_week double,
    null_reason varchar,
    cadence_spm double,
    walk_count integer not null,
    session_count integer not null,
    coverage_frac double,
    span_days integer not null,
    on_beta_blocker boolean,
    rate_limiting_change_count integer not null,
);

table mart.hrv (
    patient_id varchar not null,
    day_date date not null,
    hrv_kind varchar not null,
    started_at timestamp with time zone not null,
    rmssd_ms double,
    ln_rmssd_se double,
    part_count integer not null,
    hrv_state varchar not null,
    input_digest varchar not null,
    method_digest varchar not null,
    is_imported boolean,
);

table mart.person (
    patient_id varchar not null,
    zone varchar,
    is_consented boolean not null,
    is_held boolean not null,
    cleared_until date,
    standing_approval_until date,
    hr_ceiling_bpm smallint,
    session_max_min smallint,
    week_max_min smallint,
    sessions_per_week_max smallint,
    has_baseline boolean not null,
    baseline_valid_until date,
    stops_cleared_until timestamp with time zone,
);

table mart.rest_spot (
    patient_id varchar not null,
    day_date date not null,
    started_at timestamp with time zone not null,
    hr_rest_spot_bpm double,
    coverage_frac double not null,
    null_reason varchar,
    input_digest varchar not null,
    method_digest varchar not null,
);

table mart.resting_day (
    patient_id varchar not null,
    day_date date not null,
    hr_rest_bpm double,
    hr_rest_quality varchar,
    hr_rest_null_reason varchar,
    quiet_min integer not null,
    night_frac double not null,
    hr_night_bpm double,
    hr_night_null_reason varchar,
    night_quiet_min integer not null,
    input_digest varchar not null,
    method_digest varchar not null,
);

table mart.rr_day (
    patient_id varchar not null,
    day_date date not null,
    beat_count integer not null,
    missing_beat_count integer not null,
    gap_count integer not null,
    gap_s double not null,
    window_count integer not null,
    irregular_window_count integer not null,
    is_unit_suspect boolean not null,
    is_duplicate_suspect boolean not null,
    is_pseudo boolean not null,
    input_digest varchar not null,
    method_digest varchar not null,
    imported_beat_count integer,
);

table mart.session (
    session_id varchar not null,
    patient_id varchar not null,
    day_date date not null,
    started_at timestamp with time zone not null,
    ended_at timestamp with time zone not null,
    label varchar not null,
    activity_kind varchar not null,
    duration_min double not null,
    active_min double not null,
    pause_count smallint not null,
    hr_mean_bpm double,
    hr_p95_bpm double,
    hr_coverage_frac double not null,
    above_limit_min double,
    hr_ceiling_bpm smallint,
    step_count double,
    step_coverage_frac double not null,
    cadence_median_spm double,
    effort_cr10 double,
    srpe_au double,
    is_early_stop boolean not null,
    input_digest varchar not null,
    method_digest varchar not null,
    mark_source varchar,
);

table mart.session_response (
    session_id varchar not null,
    patient_id varchar not null,
    day_date date not null,
    started_at timestamp with time zone not null,
    hr_pre_bpm double,
    hr_end_bpm double,
    hrr30_bpm double,
    hrr60_bpm double,
    hrr120_bpm double,
    recovery_null_reason varchar,
    t_return_s double,
    is_return_censored boolean not null,
    tau_off_s double,
    hr_steady_bpm double,
    cadence_steady_spm double,
    cadence_cv double,
    cost_per_step_bpm double,
    beats_per_step double,
    hr_cadence_slope double,
    hr_cadence_lag_s smallint,
    drift_bpm_per_min double,
    decoupling_frac double,
    t_plateau_s double,
    trimp_au double,
    trimp_null_reason varchar,
    input_digest varchar not null,
    method_digest varchar not null,
    hrr30_null_reason varchar,
    hrr120_null_reason varchar,
    speed_steady_mps double,
    pci_beats_per_m double,
    pci_null_reason varchar,
    tau_on_s double,
    tau_on_null_reason varchar,
);

table mart.week (
    patient_id varchar not null,
    week_start date not null,
    session_count integer not null,
    active_min double not null,
    planned_min integer,
    planned_sessions integer,
    srpe_au double,
    srpe_session_count integer not null,
    above_limit_min double,
    above_limit_session_count integer not null,
    step_count double,
    step_day_count integer not null,
    wear_min integer not null,
    wear_day_count integer not null,
    diary_day_count integer not null,
    tiredness_median double,
    pain_median double,
    breathlessness_median double,
    sleep_median double,
    red_flag_count integer not null,
    treatment_day_count integer not null,
    known_day_count integer not null,
    rest_day_count integer not null,
    coverage_frac double not null,
);

table ops.day_input (
    patient_id varchar not null,
    day_date date not null,
    input_digest varchar not null,
    method_digest varchar not null,
);

table ops.import_trouble (
    event_id varchar not null,
    patient_id varchar not null,
    sha256 varchar not null,
    place varchar,
    reason varchar not null,
);

table ops.night_run (
    run_id varchar not null,
    as_of timestamp with time zone not null,
    started_at timestamp with time zone not null,
    ended_at timestamp with time zone,
    status varchar not null,
    frames_ingested bigint not null,
    events_ingested bigint not null,
    days_rewritten integer not null,
    plans_issued integer not null,
    flags_issued integer not null,
    problem varchar,
);

table ops.view_text (
    sha256 varchar not null,
);

table plan.cap (
    plan_id varchar not null,
    cap_name varchar not null,
    session_min smallint,
    sessions_per_week smallint,
    week_min smallint,
    is_binding boolean not null,
);

table plan.flag (
    flag_id varchar not null,
    issue_number bigint not null,
    patient_id varchar not null,
    kind varchar not null,
    tier tinyint not null,
    about_date date not null,
    as_of timestamp with time zone not null,
    observed_value double,
    observed_unit varchar,
    facts json not null,
    policy_version varchar not null,
    input_digest varchar not null,
    inputs json not null,
);

table plan.flag_answer (
    flag_id varchar not null,
    patient_id varchar not null,
    answer varchar not null,
    answered_by varchar not null,
    answered_at timestamp with time zone not null,
);

table plan.gate (
    gate_id varchar not null,
    issue_number bigint not null,
    patient_id varchar not null,
    day_date date not null,
    as_of timestamp with time zone not null,
    planned_min smallint not null,
    allowed_min smallint not null,
    reason_codes varchar,
    policy_version varchar not null,
    input_digest varchar not null,
    inputs json not null,
    outcome json not null,
);

table plan.proposal (
    plan_id varchar not null,
    issue_number bigint not null,
    patient_id varchar not null,
    week_start date not null,
    as_of timestamp with time zone not null,
    action varchar not null,
    session_min smallint,
    sessions_per_week smallint,
    week_min smallint,
    is_increase boolean not null,
    policy_version varchar not null,
    input_digest varchar not null,
    inputs json not null,
    outcome json not null,
);

table plan.reason (
    plan_id varchar not null,
    ordinal smallint not null,
    reason_code varchar not null,
    facts json not null,
);

table plan.standing (
    patient_id varchar not null,
    week_start date not null,
    plan_id varchar,
    latest_plan_id varchar not null,
    status varchar not null,
    session_min smallint not null,
    sessions_per_week smallint not null,
    week_min smallint not null,
    signed_by varchar,
    signed_at timestamp with time zone,
);

table raw.connection (
    station_id varchar not null,
    connection_id integer not null,
    profile_id varchar not null,
    address varchar not null,
    advertised_name varchar,
    boot_id varchar not null,
    opened_boot_us bigint not null,
    opened_utc_us bigint not null,
);

table raw.event (
    station_id varchar not null,
    seq bigint not null,
    event_id varchar not null,
    kind varchar not null,
    schema_version integer not null,
    patient_id varchar,
    about_at timestamp with time zone not null,
    zone varchar not null,
    entered_at timestamp with time zone not null,
    entered_by varchar not null,
    supersedes varchar,
    payload json not null,
);

table raw.frame (
    station_id varchar not null,
    seq bigint not null,
    connection_id integer not null,
    characteristic integer not null,
    boot_us bigint not null,
    utc_us bigint not null,
    payload blob not null,
);

table raw.import_file (
    import_no integer not null,
    patient_id varchar not null,
    sha256 varchar not null,
    local_zone varchar not null,
    file_format varchar not null,
    place_unit varchar not null,
    row_count bigint not null,
);

table raw.import_row (
    import_no integer not null,
    row_no bigint not null,
    kind varchar not null,
    source_no integer not null,
    place bigint not null,
    at_us bigint not null,
    until_us bigint,
    value double,
    speed_mps double,
    sport varchar,
    time_flag varchar not null,
    value_flag varchar not null,
    is_break boolean not null,
    is_lower_bound boolean not null,
);

table raw.import_source (
    import_no integer not null,
    source_no integer not null,
    label varchar not null,
    is_chest boolean not null,
    step_rank integer not null,
);

table raw.link_event (
    station_id varchar not null,
    seq bigint not null,
    connection_id integer not null,
    kind varchar not null,
    boot_us bigint not null,
    utc_us bigint not null,
    detail varchar not null,
);

table raw.storing (
    station_id varchar not null,
    first_seq bigint not null,
    last_seq bigint not null,
    stored_us bigint not null,
);
