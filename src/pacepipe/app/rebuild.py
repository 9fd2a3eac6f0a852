"""Derive `clean` and `mart` from `raw` again, and replay every decision.

Nothing in `raw` or `plan` is touched. Where the result differs from what was
there, or a decision does not come out the same, something is wrong: it is named
and the command fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pacepipe.app.house import House
from pacepipe.app.night import Night
from pacepipe.errors import CheckFailed, NotEnoughData
from pacepipe.pacing import POLICIES
from pacepipe.stages.flag import replays as flags_that_differ
from pacepipe.stages.plan import plans_that_differ
from pacepipe.stages.today import gates_that_differ
from pacepipe.store import Warehouse

Fingerprint = Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What came out; `tables_that_differ` and the others are empty when all is well."""

    row_counts: Mapping[str, int]
    tables_that_differ: tuple[str, ...]
    plans_replayed: int
    plans_that_differ: tuple[str, ...]
    flags_that_differ: tuple[str, ...]
    gates_that_differ: tuple[str, ...]

    @property
    def is_identical(self) -> bool:
        """Whether everything came out the same, to the letter."""
        return not self._differ

    def as_markdown(self) -> str:
        """Words for the record."""
        lines = ["# Rebuild", "", "| table | rows |", "|---|---|"]
        lines += [f"| {name} | {count} |" for name, count in self.row_counts.items()]
        lines += ["", f"Decisions replayed: {self.plans_replayed}."]
        lines.append(f"Different: {', '.join(self._differ) or 'nothing'}.")
        return "\n".join(lines)

    @property
    def _differ(self) -> tuple[str, ...]:
        return (
            *self.tables_that_differ,
            *self.plans_that_differ,
            *self.flags_that_differ,
            *self.gates_that_differ,
        )

    def raise_if_different(self) -> None:
        """Fail where anything came out differently.

        Raises
        ------
        CheckFailed
        """
        if not self.is_identical:
            raise CheckFailed(
                "The rebuild did not come out the same.",
                means=self.as_markdown().splitlines()[-1],
                remedy="Keep the home as it is and report the names above.",
            )


def fingerprint(warehouse: Warehouse) -> Fingerprint:
    """Row count and content of every derived table."""
    return {
        row["table_name"]: (int(row["row_count"]), row["content"])
        for row in warehouse.rows("fingerprint")
    }


def rebuild(house: House) -> RebuildReport:
    """Derive everything again, as of the newest run that ended well.

    Raises
    ------
    NotEnoughData
        Where no run has ended well yet: there is nothing to compare with.
    """
    with house.warehouse() as warehouse:
        runs = warehouse.rows("night_run_latest")
        if not runs:
            raise NotEnoughData(
                "No night run has ended well yet.",
                means="There is nothing to derive again.",
                remedy="Run `pacepipe nightly run` first.",
            )
        before = fingerprint(warehouse)
        with warehouse.transaction():
            warehouse.execute("delete_derived")
    night = Night(house, runs[0]["as_of"])
    for batch in night.look():
        night.rewrite(batch)
    night.trends()
    night.summarise()
    with house.warehouse() as warehouse:
        after = fingerprint(warehouse)
        plan_ids = [row["plan_id"] for row in warehouse.rows("all_plan_ids")]
        return RebuildReport(
            row_counts={name: rows for name, (rows, _) in after.items()},
            tables_that_differ=tuple(n for n in before if before[n] != after[n]),
            plans_replayed=len(plan_ids),
            plans_that_differ=tuple(plans_that_differ(warehouse, plan_ids, POLICIES)),
            flags_that_differ=tuple(flags_that_differ(warehouse)),
            gates_that_differ=tuple(gates_that_differ(warehouse, POLICIES)),
        )
