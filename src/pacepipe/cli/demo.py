"""`pacepipe demo`: the whole main job in a throw-away home, with virtual straps."""

import shutil
import sys
import tempfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from pacepipe.app import House, Outside, propose_now, run_flow, run_night, writer_lock
from pacepipe.cli import output
from pacepipe.cli.demo_story import (
    CLINICIAN,
    PATIENT,
    WEEK,
    Player,
    StoryTime,
    play,
    play_recording,
)
from pacepipe.cli.plan import tell_decision, tell_week
from pacepipe.cli.query import tell_answer
from pacepipe.cli.sign_off import show_everywhere
from pacepipe.cli.words import examples
from pacepipe.collect import LiveStatus, live_line
from pacepipe.domain.events import PlanSigned
from pacepipe.settings import Home, write_new_home
from pacepipe.simulate.patient import eight_weeks
from pacepipe.simulate.recording import recorded_walk
from pacepipe.stages.inputs import monday

HELP_END: Final = examples("pacepipe demo", "pacepipe demo --at ./demo-home")
ZONE: Final = "Europe/Berlin"
SEED: Final = 7
LIVE_EVERY_S: Final = 60
WORKLIST: Final = "from clinic.v_worklist_today"
WEEKS: Final = (
    "select week_start, session_count, active_min, planned_min, srpe_au, "
    "tiredness_median, coverage_frac from clinic.v_week_person "
    "order by week_start desc limit 4"
)


def demo(
    context: typer.Context,
    at: Annotated[
        Path | None, typer.Option(help="Folder of the demo home; else a new one.")
    ] = None,
    without_prefect: Annotated[
        bool, typer.Option("--without-prefect", help="Run the night in this process.")
    ] = False,
) -> None:
    """Take a recorded walk from a strap to a signed plan, with no hardware.

    Nothing of your own home is touched, and nothing leaves this machine.
    """
    del context
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    home = _new_home(at)
    clock = StoryTime(now)
    with House.open(home.root, Outside(now=clock.now)) as house:
        player = Player(house, clock, ZONE, marks_rest=True)
        _history(player, now)
        _recorded_walk(player, now)
        _night(house, now, without_prefect=without_prefect)
        _plan(player, now)
        _questions(house)
    _goodbye(home)


def _head(number: int, text: str) -> None:
    output.tell()
    output.tell(f"{number}. {text}", is_bold=True)


def _new_home(at: Path | None) -> Home:
    root = (
        at
        if at is not None
        else Path(tempfile.mkdtemp(prefix="pacepipe-demo-")) / "home"
    )
    _head(1, "A throw-away home")
    home = write_new_home(
        root,
        station_id="demo",
        site_id="demo",
        zone=ZONE,
        contact_name="Day clinic (invented)",
        contact_phone="+49 30 0000",
        emergency_number="112",
    )
    output.tell(f"   {home.root}")
    return home


def _history(player: Player, now: datetime) -> None:
    today = now.astimezone().date()
    first_day = monday(today) - 8 * WEEK
    story = eight_weeks(first_day, SEED)
    _head(2, "A virtual person agrees, and pairs a virtual strap and foot pod")
    begins = player.at(first_day, time(8, 0))
    player.clock.moment = begins
    player.arrive(begins)
    player.pair(begins + timedelta(minutes=20))
    for strap in player.straps:
        output.tell(f"   paired {strap.strap_id} ({strap.profile.title})")
    _head(3, "Eight weeks of that person's history, through the same road")
    output.tell("   every beat goes bleak, journal, DuckDB; each Sunday the night runs")
    for sunday in play(player, story):
        output.tell(f"   {sunday}  night done, plan signed")


def _recorded_walk(player: Player, now: datetime) -> None:
    recording = recorded_walk()
    begins = now - timedelta(hours=1)
    _head(4, f"Today's walk: {recording.title}")
    output.tell("   heart beats as a worn BLE strap recorded them, 17 to 30 % lost on")
    output.tell("   the air; the steps are another person's. Composed, and it says so.")
    output.tell("   Played faster than it was; one line a minute of it:")
    play_recording(player, recording, begins, LiveShow())
    player.clock.moment = now


class LiveShow:
    """Shows the live line once a minute of the recording."""

    def __init__(self) -> None:
        self._ticks = 0

    def __call__(self, status: LiveStatus) -> None:
        """Take the status of one second."""
        if self._ticks % LIVE_EVERY_S == 0:
            output.tell(f"   {live_line(status)}")
        self._ticks += 1


def _night(house: House, now: datetime, *, without_prefect: bool) -> None:
    _head(5, "The nightly flow" + ("" if without_prefect else ", on Prefect"))
    if without_prefect:
        with writer_lock(house.home):
            run_night(house, now).raise_if_failed()
    else:
        code = run_flow(house.home, "nightly.py", [now.isoformat()])
        if code != 0:
            raise typer.Exit(code)
    output.tell("   ingest, decode, clean, summarise, plan, flag, publish: done")


def _plan(player: Player, now: datetime) -> None:
    house = player.house
    _head(6, "Next week, proposed with its reasons")
    history = house.history(PATIENT, now)
    week_start = monday(now.date()) + WEEK
    with writer_lock(house.home):
        issued = propose_now(house, history, week_start)
    tell_decision(issued.plan_id, issued.outcome)
    _head(7, f"Signed by {CLINICIAN}, and as the person reads it")
    player.say(PlanSigned(issued.plan_id, CLINICIAN), now)
    player.clock.moment = now + timedelta(minutes=1)
    show_everywhere(house)
    tell_week(house, PATIENT, week_start)


def _questions(house: House) -> None:
    _head(8, "Two questions of the clinician")
    for sql in (WORKLIST, WEEKS):
        output.tell(f'   pacepipe query "{sql}"')
        tell_answer(house, sql)
        output.tell()


def _goodbye(home: Home) -> None:
    _head(9, "What you have seen, and where it is")
    output.tell(
        "   A recorded walk went from a strap to a signed plan, and back into SQL."
    )
    output.tell(f"   journal    {home.frames.parent}")
    output.tell(f"   warehouse  {home.warehouse}")
    output.tell(f"   published  {home.published}")
    program = "pacepipe" if shutil.which("pacepipe") else Path(sys.argv[0]).as_posix()
    output.tell("   Try next:")
    output.tell(f'     export PACEPIPE_HOME="{home.root}"')
    for words in (f"plan show {PATIENT}", "doctor --no-radio", "rebuild"):
        output.tell(f"     {program} {words}")
    output.tell(
        "   It is decision support that a clinician signs: no diagnosis, no alarm."
    )
