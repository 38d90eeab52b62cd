# SPDX-License-Identifier: MIT
"""asyncio: futures and timers."""
import asyncio

from bench_peer import bench

PEER = 'asyncio'


async def then(n):
    loop = asyncio.get_running_loop()
    seen = 0

    def add(future):
        nonlocal seen
        seen += future.result()

    for i in range(n):
        future = loop.create_future()
        future.add_done_callback(add)
        future.set_result(i)
        if i % 1000 == 999:
            await asyncio.sleep(0)


async def timers(n):
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    left = n // 2

    def fire():
        nonlocal left
        left -= 1
        if left == 0:
            done.set_result(None)

    handles = [loop.call_later((1 + (i * 7919) % 500) / 1000, fire)
               for i in range(n)]
    for handle in handles[::2]:
        handle.cancel()
    await done


bench('then', PEER, 100000, lambda n: asyncio.run(then(n)))
bench('timers 10^5', PEER, 100000, lambda n: asyncio.run(timers(n)))
