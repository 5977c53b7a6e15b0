"""A request handed to a thread: the chain from process_request to handle is unbroken."""

from socketserver import BaseRequestHandler, BaseServer, ThreadingMixIn


class Quiet(BaseRequestHandler):
    def handle(self):
        return 1


class Demo(ThreadingMixIn, BaseServer):
    def get_request(self):
        return object(), "client"


demo = Demo(("", 0), Quiet)
demo._handle_request_noblock()
demo.server_close()

#: lane main
#: BaseServer.__init__                   | BaseServer     | constructor | returned | __init__ in BaseServer, shadows object, super object
#: BaseServer._handle_request_noblock #1 | BaseServer     | instance | returned | _handle_request_noblock in BaseServer
#:   Demo.get_request #1                 | Demo           | instance | returned | get_request in Demo
#:   BaseServer.verify_request #1        | BaseServer     | instance | returned | verify_request in BaseServer
#:   ThreadingMixIn.process_request #1   | ThreadingMixIn | instance | returned | process_request in ThreadingMixIn, shadows BaseServer, super BaseServer
#:     _Threads.append #1                | _Threads       | instance | returned | append in _Threads, shadows list, super list
#:       _Threads.reap #1                | _Threads       | instance | returned | reap in _Threads
#:     Thread.start #1                   | Thread         | instance | returned | start in Thread
#: ThreadingMixIn.server_close           | ThreadingMixIn | instance | returned | server_close in ThreadingMixIn, shadows BaseServer, super BaseServer
#:   BaseServer.server_close             | BaseServer     | super    | returned | server_close in BaseServer, written in ThreadingMixIn
#:   _Threads.join                       | _Threads       | instance | returned | join in _Threads
#:     _Threads.pop_all                  | _Threads       | instance | returned | pop_all in _Threads
#: lane thread from Thread.start
#: Thread.run #1                              | Thread         | thread_entry | returned | -
#:   ThreadingMixIn.process_request_thread #1 | ThreadingMixIn | stored   | returned | process_request_thread in ThreadingMixIn, fetched
#:     BaseServer.finish_request #1           | BaseServer     | instance | returned | finish_request in BaseServer
#:       BaseRequestHandler.__init__ #1       | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:         BaseRequestHandler.setup #1        | BaseRequestHandler | instance | returned | setup in BaseRequestHandler
#:         Quiet.handle #1                    | Quiet          | instance | returned | handle in Quiet, shadows BaseRequestHandler, super BaseRequestHandler
#:         BaseRequestHandler.finish #1       | BaseRequestHandler | instance | returned | finish in BaseRequestHandler
#:     BaseServer.shutdown_request #1         | BaseServer     | instance | returned | shutdown_request in BaseServer
#:       BaseServer.close_request #1          | BaseServer     | instance | returned | close_request in BaseServer
