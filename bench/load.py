"""Load from wrk, Debian's small HTTP load generator in C, so that it takes little of two cores."""

import re
import shutil
import subprocess
from dataclasses import dataclass

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
FIGURE = r"([\d.]+)(us|ms|s)"


@dataclass(frozen=True)
class Load:
    """What one run showed: requests per second, p50 and p99 in milliseconds, failures."""

    per_second: float
    p50: float
    p99: float
    failures: int


def find_wrk() -> str:
    """Return wrk's path; raises SystemExit saying how to get it."""
    found = shutil.which("wrk")
    if not found:
        raise SystemExit("The benchmarks need wrk: run `apt-get install wrk` and try again.")
    return found


def measure(url: str, *, connections: int, seconds: int, cookie: str = "") -> Load:
    """The median of three runs: kept-alive connections fall on the two workers by chance."""
    runs = [_run(url, connections, seconds, cookie) for _ in range(3)]
    return sorted(runs, key=lambda load: load.per_second)[1]


def measure_beside(
    url: str, other: str, *, connections: int, seconds: int, cookie: str = ""
) -> tuple[Load, float]:
    """As `measure`, and the share of what `other` serves before and after each run: the median.

    A machine is slower for minutes when its neighbours are busy: only what ran side by side tells.
    """
    runs: list[tuple[float, Load]] = []
    after = _run(other, connections, seconds, "")
    for _ in range(3):
        before, load = after, _run(url, connections, seconds, cookie)
        after = _run(other, connections, seconds, "")
        runs.append((2 * load.per_second / (before.per_second + after.per_second), load))
    shares = sorted(share for share, _load in runs)
    loads = sorted((load for _share, load in runs), key=lambda load: load.per_second)
    return loads[1], shares[1]


def _run(url: str, connections: int, seconds: int, cookie: str) -> Load:
    """Ask for `url` as often as the server answers; `cookie` is sent with each request."""
    headers = ["-H", f"Cookie: {cookie}"] if cookie else []
    command = [find_wrk(), "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *headers, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return Load(
        per_second=float(_find(r"Requests/sec:\s+([\d.]+)", said)[0]),
        p50=_milliseconds("50%", said),
        p99=_milliseconds("99%", said),
        failures=_failures(said),
    )


def _find(pattern: str, said: str) -> tuple[str, ...]:
    found = re.search(pattern, said)
    if not found:
        raise SystemExit(f"wrk said something unexpected:\n{said}")
    return found.groups()


def _milliseconds(percentile: str, said: str) -> float:
    number, unit = _find(rf"{percentile}\s+{FIGURE}", said)
    return float(number) * UNITS[unit]


def _failures(said: str) -> int:
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said
    )
    return (int(refused[1]) if refused else 0) + (sum(map(int, broken.groups())) if broken else 0)
