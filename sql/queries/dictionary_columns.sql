-- Every column of this database with its type and comment, in the order it stands.
-- parameters: none
-- columns: schema_name, relation_name, column_name, data_type, is_nullable, column_comment
select
    schema_name,
    table_name as relation_name,
    column_name,
    data_type,
    is_nullable,
    comment as column_comment
from duckdb_columns()
where database_name = current_database() and not internal
order by schema_name, table_name, column_index;
