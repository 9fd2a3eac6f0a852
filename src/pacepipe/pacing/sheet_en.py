"""English words of the printed page. Templates with named slots; no logic."""

from collections.abc import Mapping
from typing import Final

from pacepipe.domain.vocabulary import RedFlag
from pacepipe.pacing.standing import Status

TITLE: Final = "MY WEEK OF MOVEMENT"
WEEK: Final = "Week from {first} to {last} {year}"
FOR: Final = "For {person}"
GOAL: Final = "What I want: {goal}"

HEAD_WHAT: Final = "WHAT"
HEAD_DAYS: Final = "DAY BY DAY"
HEAD_WHY: Final = "WHY"
HEAD_CHANGE: Final = "WHAT WOULD CHANGE IT"
HEAD_STOP: Final = "STOP AND SIT DOWN IF YOU NOTICE"
HEAD_CALL: Final = "WHO TO CALL"

OFTEN: Final = "How often   {sessions:session} this week"
LONG: Final = "How long    up to {minutes:minute} each"
HARD: Final = "How hard    up to {effort} of 10; you can talk while you move"
KINDS: Final = "What kind   {kinds}"
ASKS: Final = "This week asks for {week:minute} in all and holds {rest:day} of rest."
ASKS_NO_REST: Final = "This week asks for {week:minute} in all."
ASKS_REST: Final = "This week asks for rest. Resting counts."
REST_DAY: Final = "rest"
MINUTES: Final = "{minutes:minute}"
YOUR_TEAM: Final = "your team"
LESS: Final = "You may always do less."
NOBODY: Final = "Nobody is watching live."

FROZEN: Final = ("Please rest for now.", "There is no exercise in this week.")
FROZEN_WHY: Final = "Rest comes first until your team has talked with you."
FROZEN_CHANGE: Final = "Your team can clear it after they have talked with you."
REFUSED: Final = ("There is no plan with minutes yet.", "Until then: rest.")
REFUSED_ASK: Final = "Please ask {contact}."
WAITING_WHY: Final = "Your team is looking at the next step."
WAITING_STANDS: Final = "Until they sign, the plan on this page stands."
WAITING_NOTHING: Final = (
    "Your plan is not signed yet.",
    "Until then: rest, and gentle sitting or standing if you like.",
)
WAITING_CHANGE: Final = "Your team can sign the next step."
CHANGED_WHY: Final = "Your team chose the numbers of this week for you."
CHANGED_CHANGE: Final = "Your team can change it again."
HELD_WHY: Final = "Your team asked for a week of rest."
HELD_CHANGE: Final = "Your team can sign a plan when it is time."

EMERGENCY: Final = "If it is one of these, call {emergency} now:"
EMERGENCY_SIGNS: Final = (
    RedFlag.CHEST_PRESSURE,
    RedFlag.FAINTING,
    RedFlag.BREATHLESS_AT_REST,
    RedFlag.SUDDEN_SWELLING,
)
TODAY: Final = "If it is one of these, call {contact} today:"
CONTACT: Final = "{contact}"
NOW: Final = "In an emergency: {emergency}"

SIGNATURE: Final[Mapping[Status, str]] = {
    Status.SIGNED: "Signed by {name} on {day}",
    Status.CHANGED: "Changed by {name} on {day}",
    Status.HELD: "Rest asked for by {name} on {day}",
    Status.STANDING_APPROVAL: "Approved ahead by your team, within your limits",
    Status.IN_FORCE: "In force: no step up, so no signature is needed",
    Status.WAITING: "Waiting for your team to sign the next step",
    Status.FROZEN: "On hold until your team has cleared it",
    Status.REFUSED: "Not signed: there is no plan yet",
}
SIGNED_BEFORE: Final = "This plan was signed by {name} on {day}"
