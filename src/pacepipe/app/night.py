"""One run of the pipeline, step by step: the same steps with and without Prefect.

The data say which days to do, never the scheduled time, so a missed night is
caught up by the next run and a second run finds nothing to do. A batch that
fails stops neither the others nor the publication, but its people get no new
plan tonight and the run counts as failed.
"""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from pacepipe.app.house import House
from pacepipe.app.kept import read_kept
from pacepipe.domain.history import PersonHistory
from pacepipe.errors import CheckFailed
from pacepipe.pacing import DEFAULT_POLICY
from pacepipe.stages.flag import flag
from pacepipe.stages.identify import identify
from pacepipe.stages.imports import read_imports
from pacepipe.stages.ingest import Ingested, ingest
from pacepipe.stages.people import Everybody, read_everybody
from pacepipe.stages.plan import plan, plan_next_week
from pacepipe.stages.rewrite import rewrite
from pacepipe.stages.stale import StaleDay, method_digest, stale_days
from pacepipe.stages.standing import restate_due
from pacepipe.stages.today import issue_gates
from pacepipe.stages.trend import write_trends
from pacepipe.stages.weeks import write_people, write_weeks
from pacepipe.store import publish

log = logging.getLogger(__name__)

DAYS_A_BATCH: Final = 20
"""Person-days a transaction; a night of 60 people, 16 h at 1 Hz, peaks at 1.1 GiB so,
and peaked at 2 GiB with 50 (docs/measured.md)."""


@dataclass(frozen=True, slots=True)
class NightReport:
    """What a run did, in counts; `problem` holds no health value."""

    run_id: str
    as_of: datetime
    status: str
    frames_ingested: int
    events_ingested: int
    days_rewritten: int
    plans_issued: int
    flags_issued: int
    problem: str | None

    def raise_if_failed(self) -> None:
        """Fail where anything failed, after everything else was done.

        Raises
        ------
        CheckFailed
        """
        if self.problem is not None:
            raise CheckFailed(
                f"The night run failed in part: {self.problem}.",
                means="What could be done was done and published; the people "
                "concerned got no new plan.",
                remedy="See the log, then run `pacepipe nightly run` again.",
            )

    def as_markdown(self) -> str:
        """Words for the record that the orchestrator shows."""
        lines = [
            f"# Night run {self.run_id}",
            "",
            f"As of {self.as_of.isoformat(timespec='seconds')}: **{self.status}**.",
            "",
            "| what | how many |",
            "|---|---|",
            f"| new frames | {self.frames_ingested} |",
            f"| new statements | {self.events_ingested} |",
            f"| days computed again | {self.days_rewritten} |",
            f"| decisions issued | {self.plans_issued} |",
            f"| flags raised | {self.flags_issued} |",
        ]
        if self.problem is not None:
            lines += ["", f"Problem: {self.problem}"]
        return "\n".join(lines)


@dataclass(slots=True)
class Night:
    """The steps of one run, in order, and the counts as they come."""

    house: House
    as_of: datetime
    run_id: str = field(default_factory=lambda: f"night-{uuid.uuid4().hex[:12]}")
    ingested: Ingested = field(default_factory=lambda: Ingested(0, 0))
    days_rewritten: int = 0
    plans_issued: int = 0
    flags_issued: int = 0
    problems: list[str] = field(default_factory=list)
    _unsure: set[str] = field(default_factory=set)
    _everybody: Everybody | None = None
    _stale: dict[tuple[str, date], StaleDay] = field(default_factory=dict)

    @contextmanager
    def recorded(self) -> Iterator[None]:
        """Write the row of this run, whatever happens in between."""
        with self.house.warehouse() as warehouse, warehouse.transaction():
            warehouse.execute(
                "night_run_begin",
                run_id=self.run_id,
                as_of=self.as_of,
                started_at=self.house.now(),
            )
        try:
            yield
        except Exception as problem:
            self.problems.append(type(problem).__name__)
            self._record()
            raise

    def ingest(self) -> None:
        """Journals and imported files into `raw`."""
        home = self.house.home
        with self.house.warehouse() as warehouse:
            self.ingested = ingest(
                warehouse,
                frames=home.frames,
                events=home.events,
                mark=home.ingest_mark,
                at=max(self.as_of, self.house.now()),
            )
            files = read_imports(
                warehouse,
                read_everybody(warehouse, self.as_of).histories,
                lambda said, entered_at: read_kept(home.imports, said, entered_at),
            )
        log.info(
            "ingested frames=%d events=%d files=%d set_aside=%d",
            self.ingested.frame_count,
            self.ingested.event_count,
            files.file_count,
            files.trouble_count,
        )

    def look(self) -> list[list[tuple[str, date]]]:
        """Whose is what, and which days are stale; batches of (person, day)."""
        profiles = self.house.profiles()
        with self.house.warehouse() as warehouse:
            self._everybody = read_everybody(warehouse, self.as_of)
            facts = identify(warehouse, self._everybody, profiles)
            stale = stale_days(warehouse, facts, method_digest(profiles))
        self._stale = {(day.patient_id, day.day_date): day for day in stale}
        keys = list(self._stale)
        log.info("stale days=%d", len(keys))
        return [keys[i : i + DAYS_A_BATCH] for i in range(0, len(keys), DAYS_A_BATCH)]

    def rewrite(self, batch: list[tuple[str, date]]) -> int:
        """Compute a batch of days again, in one transaction."""
        profiles = self.house.profiles()
        days = [self._stale[key] for key in batch]
        with self.house.warehouse() as warehouse, warehouse.transaction():
            rewrite(warehouse, days, profiles, method_digest(profiles))
        self.days_rewritten += len(batch)
        return len(batch)

    def give_up(self, batch: list[tuple[str, date]]) -> None:
        """Remember a batch that failed: its people get no new plan tonight."""
        self._unsure |= {patient_id for patient_id, _ in batch}
        self.problems.append(f"{len(batch)} days could not be computed")

    def trends(self) -> None:
        """How the hearts answer over the weeks, for flags to look at."""
        histories = self._everybody.histories if self._everybody is not None else ()
        with self.house.warehouse() as warehouse, warehouse.transaction():
            write_trends(warehouse, histories)

    def plan(self) -> None:
        """Decide the weeks that are due."""
        sure = self._sure()
        with self.house.warehouse() as warehouse:
            self.plans_issued = plan(warehouse, sure, DEFAULT_POLICY)

    def plan_next_week(self) -> None:
        """Decide the coming week, whatever day it is."""
        sure = self._sure()
        with self.house.warehouse() as warehouse:
            self.plans_issued = plan_next_week(warehouse, sure, DEFAULT_POLICY)

    def restate(self) -> None:
        """Say anew what stands, from the decisions that there are."""
        with self.house.warehouse() as warehouse:
            restate_due(warehouse, self._sure())

    def gate(self) -> None:
        """Say what today allows of what stands."""
        with self.house.warehouse() as warehouse:
            issue_gates(warehouse, self._sure(), DEFAULT_POLICY)

    def flag(self) -> None:
        """Raise what somebody should look at."""
        with self.house.warehouse() as warehouse:
            self.flags_issued = flag(
                warehouse, self._sure(), self.house.settings.false_flags_per_month
            )

    def summarise(self) -> None:
        """Weeks and people, from days, sessions and what stands."""
        histories = self._everybody.histories if self._everybody is not None else ()
        with self.house.warehouse() as warehouse, warehouse.transaction():
            write_weeks(warehouse)
            write_people(warehouse, histories)

    @property
    def report(self) -> NightReport:
        """What this run has done so far."""
        return NightReport(
            run_id=self.run_id,
            as_of=self.as_of,
            status="failed" if self.problems else "done",
            frames_ingested=self.ingested.frame_count,
            events_ingested=self.ingested.event_count,
            days_rewritten=self.days_rewritten,
            plans_issued=self.plans_issued,
            flags_issued=self.flags_issued,
            problem="; ".join(self.problems) or None,
        )

    def _record(self) -> None:
        report = self.report
        with self.house.warehouse() as warehouse, warehouse.transaction():
            warehouse.execute(
                "night_run_end",
                run_id=report.run_id,
                ended_at=self.house.now(),
                status=report.status,
                frames_ingested=report.frames_ingested,
                events_ingested=report.events_ingested,
                days_rewritten=report.days_rewritten,
                plans_issued=report.plans_issued,
                flags_issued=report.flags_issued,
                problem=report.problem,
            )

    def publish(self) -> None:
        """Check, and put a whole new copy in front of the readers.

        The row of this run is closed first, so that the copy holds it; where
        publishing fails it is written once more, as failed.
        """
        self._record()
        with self.house.warehouse() as warehouse:
            warehouse.check()
            publish(warehouse, self.house.home.published, key=self.house.key)

    def _sure(self) -> tuple[PersonHistory, ...]:
        histories = self._everybody.histories if self._everybody is not None else ()
        return tuple(h for h in histories if h.patient_id not in self._unsure)


def run_night(house: House, as_of: datetime) -> NightReport:
    """Every step in order, without an orchestrator."""
    night = Night(house, as_of)
    with night.recorded():
        night.ingest()
        for batch in night.look():
            try:
                night.rewrite(batch)
            except Exception:  # one bad day must not stop the night
                log.exception("batch failed days=%d", len(batch))
                night.give_up(batch)
        night.trends()
        night.flag()
        night.plan()
        night.gate()
        night.summarise()
        night.publish()
    return night.report
