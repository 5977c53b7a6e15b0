"""A coroutine handler under asyncio.run: it ends at its first real suspension, or returns."""

import asyncio
from socketserver import BaseServer


class Demo(BaseServer):
    def go(self):
        return asyncio.run(self.work())

    async def work(self):
        await self.quick()
        await asyncio.sleep(0)
        return self.note()

    async def quick(self):
        return 1

    def note(self):
        return 2


Demo(("", 0), None).go()

# The event loop starts work(): a callback, fetched in go. After the sleep the loop resumes it.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   Demo.work         | Demo       | callback    | yielded  | work in Demo, fetched
#:     Demo.quick      | Demo       | instance    | returned | quick in Demo
#:   Demo.note         | Demo       | instance    | returned | note in Demo, resumed Demo.work
