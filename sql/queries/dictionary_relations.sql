-- Every table and view of this database with its comment.
-- parameters: none
-- columns: schema_name, relation_name, relation_kind (table or view), relation_comment
with
relations as (
    select
        schema_name,
        table_name as relation_name,
        'table' as relation_kind,
        comment as relation_comment
    from duckdb_tables()
    where database_name = current_database() and not internal
    union all
    select
        schema_name,
        view_name as relation_name,
        'view' as relation_kind,
        comment as relation_comment
    from duckdb_views()
    where database_name = current_database() and not internal
)

select
    schema_name,
    relation_name,
    relation_kind,
    relation_comment
from relations
order by schema_name, relation_name;
