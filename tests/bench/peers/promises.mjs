// SPDX-License-Identifier: MIT
// Promises: those of node, and Bluebird if it is installed; timers of node.
import { createRequire } from 'node:module';
import { bench } from './bench.mjs';

const require = createRequire(import.meta.url);

async function measure(peer, P) {
  await bench('then', peer, 100000, (n) => {
    let sum = 0, all = [];
    for (let i = 0; i < n; i++) all.push(P.resolve(i).then((v) => { sum += v; }));
    return all[n - 1];
  });
  await bench('chain', peer, 100000, (n) => {
    let p = P.resolve(0);
    for (let i = 0; i < n; i++) p = p.then((v) => v + 1);
    return p;
  });
  await bench('all', peer, 100000, (n) => P.all(
    Array.from({ length: n }, (_, i) => P.resolve(i))));
}

await measure('node promises', Promise);
try {
  await measure('Bluebird', require('bluebird'));
} catch (missing) {
  if (missing.code !== 'MODULE_NOT_FOUND') throw missing;
}

await bench('timers 10^5', 'node timers', 100000, (n) => new Promise((done) => {
  let left = n / 2;
  const timers = [];
  for (let i = 0; i < n; i++)
    timers.push(setTimeout(() => { if (--left === 0) done(); },
                           1 + (i * 7919) % 500));
  for (let i = 0; i < n; i += 2) clearTimeout(timers[i]);
}));
