-- What a decision rests on holds no words that a person typed.
select plan_id
from plan.proposal
where
    regexp_matches(
        inputs::varchar || outcome::varchar,
        '"(source|decided_by|own_items|display_name|note|address|entered_by|given_by)"\s*:'
    );
