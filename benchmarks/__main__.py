"""Run every `bench_*.py`, or the ones named: `python -m benchmarks [name …]`."""

import sys
from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> list[str]:
    return sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))


def main(wanted: list[str]) -> int:
    """Each module's `main()` prints its own figures; unknown names end with status 2."""
    known = names()
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. There are: {', '.join(known)}", file=sys.stderr)
        return 2
    for name in wanted or known:
        print(f"== {name}", flush=True)
        import_module(f"benchmarks.bench_{name}").main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
