// SPDX-License-Identifier: MIT
// RxJS: the workloads of w01 to w08.
import { createRequire } from 'node:module';
import { bench } from './bench.mjs';

const require = createRequire(import.meta.url);
const rx = require('rxjs');
const op = rx.map ? rx : require('rxjs/operators');
const { range, of, merge, zip, concat } = rx;
const { map, filter, reduce, take, mergeMap, concatMap, groupBy, count, scan,
        bufferCount, windowCount, distinct, distinctUntilChanged } = op;

const sum = () => reduce((a, x) => a + x, 0);
const last = (flow) => { let v; flow.subscribe((x) => { v = x; }); return v; };
const steps = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
  .map((k) => (k % 2 ? map((x) => x ^ k) : map((x) => x + k)));
const INNER = 1000;
const parts = (items, count) =>
  Array.from({ length: count }, (_, k) => range(k, items / count));

const peer = 'RxJS';
await bench('pipeline', peer, 1000000, (n) => last(range(0, n).pipe(
  map((x) => 3 * x + 1), filter((x) => x % 2 === 0), sum())));
await bench('maps', peer, 1000000, (n) =>
  last(steps.reduce((flow, s) => flow.pipe(s), range(0, n)).pipe(sum())));
await bench('flat_map', peer, 1000000, (n) => last(range(0, n / INNER).pipe(
  mergeMap((x) => range(7 * x, INNER)), sum())));
await bench('concat_map', peer, 1000000, (n) => last(range(0, n / INNER).pipe(
  concatMap((x) => range(7 * x, INNER)), sum())));
await bench('merge', peer, 1000000, (n) =>
  last(merge(...parts(n, 4)).pipe(sum())));
// Its zip queues all of a stream that is there at once, and takes from the
// head of an array: time grows by the square.
await bench('zip', peer, 10000, (n) => last(zip(range(0, n), range(3, n))
  .pipe(map(([a, b]) => a * b), sum())));
await bench('concat', peer, 1000000, (n) =>
  last(concat(...parts(n, 1000)).pipe(sum())));
await bench('runs', peer, 100000, (n) => {
  const flow = of(1).pipe(map((x) => 3 * x + 1), filter((x) => x % 2 === 0),
                          take(1));
  for (let i = 0; i < n; i++) flow.subscribe(() => {}).unsubscribe();
});
// Items are deliveries.
for (const observers of [1, 10, 100])
  await bench(`subject to ${observers}`, peer, 1000000, (n) => {
    const subject = new rx.Subject();
    let total = 0;
    for (let i = 0; i < observers; i++)
      subject.subscribe((x) => { total += x; });
    for (let i = 0; i < n / observers; i++) subject.next(i);
    subject.complete();
  });
await bench('group_by_100_keys', peer, 1000000, (n) => last(range(0, n).pipe(
  groupBy((x) => x % 100), mergeMap((group) => group.pipe(count())), sum())));
await bench('distinct', peer, 1000000, (n) =>
  last(range(0, n).pipe(distinct())));
await bench('distinct_until_changed', peer, 1000000, (n) => last(range(0, n)
  .pipe(map((x) => Math.floor(x / 4)), distinctUntilChanged())));
await bench('scan', peer, 1000000, (n) =>
  last(range(0, n).pipe(scan((a, x) => a + x, 0))));
await bench('buffer_with_count', peer, 1000000, (n) => last(range(0, n).pipe(
  bufferCount(100), map((list) => list.reduce((a, x) => a + x, 0)))));
await bench('window_with_count', peer, 1000000, (n) => last(range(0, n).pipe(
  windowCount(100), mergeMap((window) => window.pipe(sum())))));
