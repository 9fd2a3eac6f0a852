"""Which of the proposals for a week a person may see.

A decrease acts at once; an increase waits for a signature, and until then what
stood before stands (design section 7.1). The newest proposal is always an upper
bound: nothing that was decided or signed earlier lifts anything above it. Only a
clinician's change of that very proposal may, and no further than the limits.

A clinician's word counts for the week until a later one: a hold is rest until a
plan of the week is signed or changed after it, and a change bounds whatever is
decided after it, so that no later run undoes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pacepipe.domain.plan import Action, PacingOutcome, PlanWeek, WeekPlan
from pacepipe.errors import InputRejected, NotEnoughData

NEEDS_SIGNATURE: Final = frozenset({Action.START, Action.RESTART})
"""Waits for a person even where nothing is larger than the last plan."""


@dataclass(frozen=True, slots=True)
class ProposalFact:
    """One issued proposal for the week; `issue_number` ever rises."""

    plan_id: str
    issue_number: int
    as_of: datetime
    outcome: PacingOutcome


@dataclass(frozen=True, slots=True)
class Signature:
    """A clinician's signature under one proposal."""

    signed_by: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A clinician's own numbers in the place of a proposal's; `plan` is on its days."""

    changed_by: str
    changed_at: datetime
    plan: WeekPlan


@dataclass(frozen=True, slots=True)
class Hold:
    """A clinician lets no plan of the week stand."""

    held_by: str
    held_at: datetime


class Status(StrEnum):
    """Why these numbers stand; a proposal that nobody has signed is `waiting`."""

    WAITING = "waiting"
    SIGNED = "signed"
    CHANGED = "changed"
    HELD = "held"
    STANDING_APPROVAL = "standing_approval"
    IN_FORCE = "in_force"
    FROZEN = "frozen"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class StandingPlan:
    """What the person is shown for a week.

    Attributes
    ----------
    plan_id : str or None
        Proposal whose numbers stand, or a clinician's in its place; None where no
        proposal of this week does: frozen after a newer report, held, refused, or
        waiting with nothing signed.
    latest_plan_id : str
        The newest proposal of the week.
    status : Status
    session_min, sessions_per_week, week_min : int
        0 is rest; minutes, sessions, minutes.
    signed_by, signed_at : str and datetime, or None
        Who signed, changed or held, and when; None where nobody did.
    """

    plan_id: str | None
    latest_plan_id: str
    status: Status
    session_min: int
    sessions_per_week: int
    week_min: int
    signed_by: str | None
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class WeekDose:
    """Minutes a session, sessions a week and minutes a week."""

    session_min: int
    sessions_per_week: int
    week_min: int

    def lowered_to(self, other: "WeekDose | None") -> "WeekDose":
        """Part by part the smaller; a part of zero makes it a week of rest."""
        if other is None:
            return self
        minutes = min(self.session_min, other.session_min)
        sessions = min(self.sessions_per_week, other.sessions_per_week)
        week = min(self.week_min, other.week_min, minutes * sessions)
        return WeekDose(minutes, sessions, week) if week > 0 else REST


REST: Final = WeekDose(0, 0, 0)


def _dose_of(plan: WeekPlan) -> WeekDose:
    return WeekDose(plan.session_min, plan.sessions_per_week, plan.week_min)


def _dose_before(previous: PlanWeek | None) -> WeekDose:
    if previous is None:
        return REST
    minutes, sessions = previous.session_min, previous.sessions_per_week
    return WeekDose(minutes, sessions, minutes * sessions)


@dataclass(frozen=True, slots=True)
class _Words:
    """What clinicians said of the proposals of one week, as far as it counts."""

    signatures: Mapping[str, Signature]
    hold: Hold | None
    changed_id: str | None
    change: Change | None

    def plan_of(self, proposal: ProposalFact) -> WeekPlan | None:
        """The proposal's week, or the one that a clinician put in its place."""
        if self.change is not None and proposal.plan_id == self.changed_id:
            return self.change.plan
        return proposal.outcome.plan

    @property
    def bound(self) -> WeekDose | None:
        """What a change lets any plan of the week be at most."""
        return None if self.change is None else _dose_of(self.change.plan)


def _words(
    ordered: tuple[ProposalFact, ...],
    signatures: Mapping[str, Signature],
    changes: Mapping[str, Change],
    holds: Mapping[str, Hold],
) -> _Words:
    """The last word counts; of words at one moment a hold, then a change."""
    ids = {proposal.plan_id for proposal in ordered}
    signed = {name: signatures[name] for name in signatures if name in ids}
    changed = [(changes[name], name) for name in sorted(changes) if name in ids]
    hold = max(
        (holds[name] for name in sorted(holds) if name in ids),
        key=lambda held: held.held_at,
        default=None,
    )
    change, changed_id = max(
        changed, key=lambda one: one[0].changed_at, default=(None, None)
    )
    signed_at = max((one.signed_at for one in signed.values()), default=None)
    if change is not None and signed_at is not None and signed_at > change.changed_at:
        change, changed_id = None, None
    if change is not None and changed_id is not None:
        signed[changed_id] = Signature(change.changed_by, change.changed_at)
        signed_at = change.changed_at
    if hold is not None and signed_at is not None and signed_at > hold.held_at:
        hold = None
    return _Words(signed, hold, changed_id, change)


def _stands(
    status: Status,
    newest: ProposalFact,
    dose: WeekDose = REST,
    *,
    plan_id: str | None = None,
    signature: Signature | None = None,
) -> StandingPlan:
    return StandingPlan(
        plan_id=plan_id,
        latest_plan_id=newest.plan_id,
        status=status,
        session_min=dose.session_min,
        sessions_per_week=dose.sessions_per_week,
        week_min=dose.week_min,
        signed_by=signature.signed_by if signature is not None else None,
        signed_at=signature.signed_at if signature is not None else None,
    )


def _ordered(
    week_start: date, proposals: Sequence[ProposalFact]
) -> tuple[ProposalFact, ...]:
    """Oldest first by order of issue; the plan_id settles what cannot happen."""
    if not proposals:
        raise NotEnoughData(
            f"Nothing was decided for the week of {week_start}.",
            means="There is no plan to show for it.",
            remedy="Propose a plan for that week first.",
        )
    for proposal in proposals:
        plan = proposal.outcome.plan
        if plan is not None and plan.week_start != week_start:
            raise InputRejected(
                f"{proposal.plan_id} is for the week of {plan.week_start}.",
                means=f"It says nothing about the week of {week_start}.",
                remedy="Hand in the proposals of one week of one person.",
            )
    return tuple(sorted(proposals, key=lambda p: (p.issue_number, p.plan_id)))


def _waiting(
    ordered: tuple[ProposalFact, ...],
    newest_dose: WeekDose,
    words: _Words,
    previous: PlanWeek | None,
) -> StandingPlan:
    """What stood before, never above the newest decision.

    A stop in the same week ends everything that stood before it: a signature
    from before a stop says nothing about the time after it.
    """
    newest = ordered[-1]
    since_stop: list[ProposalFact] = []
    before = _dose_before(previous)
    for proposal in ordered[:-1]:
        if proposal.outcome.action is Action.STOP:
            since_stop, before = [], REST
        else:
            since_stop.append(proposal)
    for proposal in reversed(since_stop):
        plan, signature = (
            words.plan_of(proposal),
            words.signatures.get(proposal.plan_id),
        )
        if plan is not None and signature is not None:
            return _stands(
                Status.WAITING,
                newest,
                _dose_of(plan).lowered_to(newest_dose),
                plan_id=proposal.plan_id,
                signature=signature,
            )
    return _stands(Status.WAITING, newest, before.lowered_to(newest_dose))


def standing(
    week_start: date,
    proposals: Sequence[ProposalFact],
    signatures: Mapping[str, Signature],
    *,
    previous: PlanWeek | None,
    standing_approval_until: date | None,
    is_stopped_now: bool,
    changes: Mapping[str, Change] = MappingProxyType({}),
    holds: Mapping[str, Hold] = MappingProxyType({}),
    limit: WeekDose | None = None,
) -> StandingPlan:
    """What stands for a week, first match wins.

    Parameters
    ----------
    week_start : date
        Monday of the week.
    proposals : sequence of ProposalFact
        Every proposal issued for that week and person, in any order.
    signatures, changes, holds : mappings of plan_id
        The last of each that was said of a plan; plans of other weeks are not
        looked at.
    previous : PlanWeek or None
        What stood in the week before; None for a first week.
    standing_approval_until : date or None
        The clinician approved increases within the limits up to and including
        this day. It covers a first plan and a restart too: both are increases
        within limits. It covers a week that starts on or before that day.
    is_stopped_now : bool
        Somebody reported a stop that nobody has cleared, or the clinician
        holds; it may be newer than the newest proposal, and freezes at once.
    limit : WeekDose or None
        The limits in force now, which may be tighter than those of the proposal.

    Returns
    -------
    StandingPlan
        While an increase waits: the newest signed proposal of the week issued
        since its last stop, else what stood the week before, each part no
        larger than in the newest proposal.

    Raises
    ------
    NotEnoughData
        Nothing was decided for the week.
    InputRejected
        A proposal is for another week.
    """
    ordered = _ordered(week_start, proposals)
    words = _words(ordered, signatures, changes, holds)
    found = _first_match(
        week_start,
        ordered,
        words,
        previous=previous,
        standing_approval_until=standing_approval_until,
        is_stopped_now=is_stopped_now,
    )
    dose = WeekDose(found.session_min, found.sessions_per_week, found.week_min)
    lowered = dose.lowered_to(words.bound).lowered_to(limit)
    return replace(
        found,
        session_min=lowered.session_min,
        sessions_per_week=lowered.sessions_per_week,
        week_min=lowered.week_min,
    )


def _first_match(
    week_start: date,
    ordered: tuple[ProposalFact, ...],
    words: _Words,
    *,
    previous: PlanWeek | None,
    standing_approval_until: date | None,
    is_stopped_now: bool,
) -> StandingPlan:
    newest = ordered[-1]
    outcome, signature = newest.outcome, words.signatures.get(newest.plan_id)
    plan = words.plan_of(newest)
    if outcome.action is Action.STOP:
        return _stands(Status.FROZEN, newest, plan_id=newest.plan_id)
    if is_stopped_now:
        return _stands(Status.FROZEN, newest)
    if outcome.action is Action.REFUSE or plan is None:
        return _stands(Status.REFUSED, newest)
    if words.hold is not None:
        held = Signature(words.hold.held_by, words.hold.held_at)
        return _stands(Status.HELD, newest, signature=held)
    dose = _dose_of(plan)
    if signature is not None:
        is_changed = newest.plan_id == words.changed_id
        status = Status.CHANGED if is_changed else Status.SIGNED
        return _stands(
            status, newest, dose, plan_id=newest.plan_id, signature=signature
        )
    if not outcome.is_increase and outcome.action not in NEEDS_SIGNATURE:
        return _stands(Status.IN_FORCE, newest, dose, plan_id=newest.plan_id)
    if standing_approval_until is not None and week_start <= standing_approval_until:
        return _stands(Status.STANDING_APPROVAL, newest, dose, plan_id=newest.plan_id)
    return _waiting(ordered, dose, words, previous)
