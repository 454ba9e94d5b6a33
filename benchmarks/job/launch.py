"""Runs one command and prints what it cost, as JSON: from a process of its own, small enough not to be what is measured.

The system counts a child's peak memory from before it becomes another program, when it still is a copy of its parent.

python -I -S benchmarks/job/launch.py COMMAND ...
"""

import json
import os
import sys
import time


def main() -> None:
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execvp(sys.argv[1], sys.argv[1:])
    _, status, usage = os.wait4(child, 0)
    told = {
        "seconds": time.perf_counter() - started,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "kibibytes": usage.ru_maxrss,
        "exit_code": os.waitstatus_to_exitcode(status),
    }
    print(json.dumps(told))


main()
