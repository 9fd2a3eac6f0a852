"""The table of wearables that README shows, made from the profiles."""

from collections.abc import Sequence

from pacepipe.domain.profile import DeviceProfile


def wearables_table(profiles: Sequence[DeviceProfile]) -> str:
    """Markdown: one row a profile, the most specific first.

    Parameters
    ----------
    profiles : sequence of DeviceProfile, in any order
    """
    lines = [
        "| device | tier | what it gives | known limits |",
        "| --- | --- | --- | --- |",
    ]
    for profile in sorted(profiles, key=lambda p: (-p.priority, p.profile_id)):
        gives = ", ".join(
            "beats" if given == "rr" else given.replace("_", " ")
            for given in profile.gives
        )
        cells = (profile.title, profile.tier, gives, " ".join(profile.known_limits))
        escaped = (str(cell).replace("|", "\\|") for cell in cells)
        lines.append(f"| {' | '.join(escaped)} |")
    return "\n".join(lines)
