import socket
import socketserver
import threading
import time


class Server(socketserver.ThreadingTCPServer):
    closing = threading.Event()

    def server_close(self):
        self.closing.set()
        super().server_close()

    def say_closed(self):
        print("closed")


class Slow(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"ready\n")
        self.server.closing.wait(10)
        time.sleep(0.5)
        self.say_done()

    def say_done(self):
        print("done")


server = Server(("127.0.0.1", 0), Slow)
loop = threading.Thread(target=server.serve_forever)
loop.start()
with socket.create_connection(server.server_address) as client:
    client.recv(100)
    server.shutdown()
    server.server_close()
    server.say_closed()
