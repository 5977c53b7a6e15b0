import socketserver

mixin = socketserver.ThreadingMixIn()
mixin.server_close()
