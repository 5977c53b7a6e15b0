import socketserver

mixin = socketserver.ThreadingMixIn()
mixin.process_request("a request", "a client")
