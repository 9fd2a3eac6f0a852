"""How many planted faults the tests found, module by module, and which they did not.

Reads what `mutmut run` left in `mutants/`.
"""

import json
import sys
from collections import Counter
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
SOURCE = REPO / "mutants" / "src"
GOAL = 0.90
SURVIVED, NO_TESTS = 0, 33
NOT_RUN = (None, 34)
"""Exit codes of mutmut: 34 is skipped, None was not asked for."""


def main() -> int:
    """Print the table; 1 where the goal is missed, 2 where nothing was run."""
    total, survivors = Counter[str](), []
    for meta in sorted(SOURCE.rglob("*.meta")):
        codes = json.loads(meta.read_text())["exit_code_by_key"]
        ran = {name: code for name, code in codes.items() if code not in NOT_RUN}
        lived = [name for name, code in ran.items() if code in (SURVIVED, NO_TESTS)]
        if ran:
            share = 1 - len(lived) / len(ran)
            module = meta.relative_to(SOURCE).with_suffix("")
            print(f"{share:6.1%}  {len(ran) - len(lived):4} of {len(ran):4}  {module}")
        total.update(ran=len(ran), lived=len(lived))
        survivors += lived
    if not total["ran"]:
        print("No mutant was run: make mutants")
        return 2
    score = 1 - total["lived"] / total["ran"]
    print(f"{score:6.1%}  of {total['ran']} in all; the goal is {GOAL:.0%}")
    for name in survivors:
        print(f"not found: {name}  (mutmut show {name})")
    return 0 if score >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
