-- A frame was either decoded or rejected, not both.
select
    reject.station_id,
    reject.seq
from clean.reject as reject
semi join clean.heart_rate as heart_rate
    on
        reject.station_id = heart_rate.station_id
        and reject.seq = heart_rate.seq;
