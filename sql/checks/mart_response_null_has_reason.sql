-- Each number of a response is null with its reason, and never both a number and a reason;
-- cost and time constants are what a heart can do.
select session_id
from mart.session_response
where
    (hrr30_bpm is null) <> (hrr30_null_reason is not null)
    or (hrr120_bpm is null) <> (hrr120_null_reason is not null)
    or (pci_beats_per_m is null) <> (pci_null_reason is not null)
    or (tau_on_s is null) <> (tau_on_null_reason is not null)
    or (pci_beats_per_m is not null and speed_steady_mps is null)
    or not coalesce(tau_on_s, 10) between 9 and 310
    or not coalesce(speed_steady_mps, 1) > 0;
