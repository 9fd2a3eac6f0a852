-- Every row of a wide table is of one stream, or nobody would see it, or see it twice.
with
numbered as (
    select stream_no
    from clean.heart_rate_row
    group by stream_no
    union all
    select stream_no
    from clean.beat_row
    group by stream_no
    union all
    select stream_no
    from clean.hr_second_row
    group by stream_no
)

select numbered.stream_no
from numbered
anti join clean.stream
    on numbered.stream_no = stream.stream_no
union all
select stream_no
from clean.stream
group by stream_no
having count(*) > 1;
