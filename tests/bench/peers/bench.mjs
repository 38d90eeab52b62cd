// SPDX-License-Identifier: MIT
// The benchmark loop of bench.c, for node: once to warm up, the median of 7.
const ROUNDS = 7;

function cpu(since) {
  const used = process.cpuUsage(since);
  return (used.user + used.system) * 1000;
}

export async function bench(workload, peer, items, run) {
  const times = [];
  await run(items);
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    await run(items);
    times.push(cpu(start) / items);
  }
  times.sort((a, b) => a - b);
  const rss = Math.round(process.memoryUsage().rss / 1024);
  console.log(`${workload},"${peer}",${items},` +
              `${times[ROUNDS >> 1].toFixed(2)},${ROUNDS},${rss}`);
}
