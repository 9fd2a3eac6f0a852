-- How the heart answered one session, whole.
-- parameters: $session_id varchar
-- columns: the columns of mart.session_response, whichever they are by now
select *  -- noqa: AM04
from mart.session_response
where session_id = $session_id
