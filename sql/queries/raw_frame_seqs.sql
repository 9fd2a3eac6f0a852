-- Which frames of a stretch of one station's journal are already here.
-- parameters: $station_id varchar, $first_seq bigint, $last_seq bigint (both inclusive)
-- columns: seq
select seq
from raw.frame
where
    station_id = $station_id
    and seq between $first_seq and $last_seq
order by seq;
