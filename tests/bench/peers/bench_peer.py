# SPDX-License-Identifier: MIT
"""The benchmark loop of bench.c: once to warm up, the median of 7."""
import resource
import time

ROUNDS = 7


def bench(workload, peer, items, run):
    times = []
    run(items)
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        run(items)
        times.append((time.process_time_ns() - start) / items)
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    median = sorted(times)[ROUNDS // 2]
    print(f'{workload},"{peer}",{items},{median:.2f},{ROUNDS},{rss}',
          flush=True)
