"""A pool: the second request changes lanes without any thread being started."""

from concurrent.futures import ThreadPoolExecutor
from socketserver import BaseServer


class Demo(BaseServer):
    pool = ThreadPoolExecutor(1)

    def get_request(self):
        return object(), "client"

    def process_request(self, request, client_address):
        self.last = self.pool.submit(self.work, request)

    def work(self, request):
        return 1


demo = Demo(("", 0), None)
for _ in range(2):
    demo._handle_request_noblock()
    demo.last.result(timeout=5)
demo.pool.shutdown()

# The pool starts its one thread inside the first process_request, so that thread's start and run
# are hops of the unbroken chain; `work` is fetched where the thread's starter fetched it.
#: lane main
#: BaseServer.__init__                   | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: BaseServer._handle_request_noblock #1 | BaseServer | instance | returned | _handle_request_noblock in BaseServer
#:   Demo.get_request #1                 | Demo       | instance | returned | get_request in Demo
#:   BaseServer.verify_request #1        | BaseServer | instance | returned | verify_request in BaseServer
#:   Demo.process_request #1             | Demo       | instance | returned | process_request in Demo, shadows BaseServer, super BaseServer
#:     Thread.start #1                   | Thread     | instance | returned | start in Thread
#: BaseServer._handle_request_noblock #2 | BaseServer | instance | returned | _handle_request_noblock in BaseServer
#:   Demo.get_request #2                 | Demo       | instance | returned | get_request in Demo
#:   BaseServer.verify_request #2        | BaseServer | instance | returned | verify_request in BaseServer
#:   Demo.process_request #2             | Demo       | instance | returned | process_request in Demo, shadows BaseServer, super BaseServer
#: lane thread from Thread.start
#: Thread.run #1                         | Thread     | thread_entry | returned | -
#:   Demo.work #1                        | Demo       | stored   | returned | work in Demo, fetched
#:   Demo.work #2                        | Demo       | stored   | returned | work in Demo, fetched, queue from Demo.process_request
