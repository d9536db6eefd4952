"""One process that sends a bulletin, as a Celery worker's would: started by `bench.bulletins`.

Says "ready", waits for a line, sends for at most so many seconds, and says its memory.
"""

import argparse
import re
import sys
from pathlib import Path

import django

django.setup()

from bulletins.actions.draining import drain  # noqa: E402  # needs the settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bulletin", type=int)
    parser.add_argument("--lanes", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=600.0)
    arguments = parser.parse_args()
    print("ready", flush=True)
    sys.stdin.readline()
    drain(bulletin=arguments.bulletin, lanes=arguments.lanes, seconds=arguments.seconds)
    print(most_memory(), flush=True)


def most_memory() -> float:
    """The most megabytes that this process ever held; what its parent held does not count."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


if __name__ == "__main__":
    main()
