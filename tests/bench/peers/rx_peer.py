# SPDX-License-Identifier: MIT
"""RxPY: workloads of w01 to w08. Its range is far slower than its pipeline, so
it gets fewer items."""
try:
    import reactivex as rx
    from reactivex import operators as ops
except ImportError:
    import rx
    from rx import operators as ops

from bench_peer import bench

PEER = 'RxPY'


def last(flow):
    got = []
    flow.subscribe(got.append)
    return got[-1]


def total():
    return ops.reduce(lambda a, x: a + x, 0)


bench('pipeline', PEER, 20000, lambda n: last(rx.range(n).pipe(
    ops.map(lambda x: 3 * x + 1), ops.filter(lambda x: x % 2 == 0), total())))
bench('maps', PEER, 20000, lambda n: last(rx.range(n).pipe(
    *[ops.map(lambda x, k=k: x + k) for k in range(10)], total())))
bench('flat_map', PEER, 20000, lambda n: last(rx.range(n // 1000).pipe(
    ops.flat_map(lambda x: rx.range(7 * x, 7 * x + 1000)), total())))
bench('zip', PEER, 20000, lambda n: last(rx.zip(rx.range(n), rx.range(3, n + 3))
                                         .pipe(ops.starmap(lambda a, b: a * b),
                                               total())))


def runs(n):
    flow = rx.of(1).pipe(ops.map(lambda x: 3 * x + 1),
                         ops.filter(lambda x: x % 2 == 0), ops.take(1))
    for _ in range(n):
        flow.subscribe(lambda x: None).dispose()


bench('runs', PEER, 2000, runs)

bench('group_by_100_keys', PEER, 20000, lambda n: last(rx.range(n).pipe(
    ops.group_by(lambda x: x % 100),
    ops.flat_map(lambda group: group.pipe(ops.count())), total())))
bench('scan', PEER, 20000,
      lambda n: last(rx.range(n).pipe(ops.scan(lambda a, x: a + x, 0))))
bench('distinct_until_changed', PEER, 20000, lambda n: last(rx.range(n).pipe(
    ops.map(lambda x: x // 4), ops.distinct_until_changed())))
bench('buffer_with_count', PEER, 20000, lambda n: last(rx.range(n).pipe(
    ops.buffer_with_count(100), ops.map(sum))))
