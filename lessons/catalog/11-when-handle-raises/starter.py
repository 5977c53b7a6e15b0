import socket
import socketserver
import sys
import threading


class Desk(socketserver.TCPServer):
    open_cases = 0

    def take(self):
        self.open_cases += 1

    def give_back(self):
        self.open_cases -= 1


class Doubler(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.take()
        line = self.rfile.readline()
        if not line.strip().isdigit():
            sys.exit()
        self.wfile.write(b"%d\n" % (2 * int(line)))
        self.server.give_back()


def visit(server):
    for line in (b"20\n", b"ten\n", b"21\n"):
        try:
            with socket.create_connection(server.server_address) as client:
                client.sendall(line)
                print("answer:", client.makefile().readline())
        except OSError as error:
            print("no answer:", error)
    server.shutdown()


with Desk(("127.0.0.1", 0), Doubler) as server:
    visitor = threading.Thread(target=visit, args=(server,))
    visitor.start()
    server.serve_forever(poll_interval=0.1)
    visitor.join()
