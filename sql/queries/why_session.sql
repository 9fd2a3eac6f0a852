-- One session, whole.
-- parameters: $session_id varchar
-- columns: the columns of mart.session
select *
from mart.session
where session_id = $session_id
