-- A beat of a file is here once.
select
    import_no,
    row_no
from clean.imported_beat
group by import_no, row_no
having count(*) > 1;
