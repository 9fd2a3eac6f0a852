-- One session, whole.
-- parameters: $session_id varchar
-- columns: the columns of mart.session, whichever they are by now
select *  -- noqa: AM04
from mart.session
where session_id = $session_id
