-- The published copy holds mart, plan, clinic and the night runs, and no column that
-- names a person or a radio, holds a frame, or keeps what somebody typed.
select
    schema_name,
    table_name,
    column_name
from duckdb_columns()
where
    database_name = current_database()
    and not internal
    and (
        schema_name not in ('mart', 'plan', 'clinic', 'ops')
        or (schema_name = 'ops' and table_name <> 'night_run')
        or column_name in (
            'address', 'advertised_name', 'display_name', 'payload', 'own_items',
            'note', 'detail', 'entered_by', 'serial'
        )
    );
