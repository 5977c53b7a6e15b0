import socket
import socketserver
import sys
import threading


class Doubler(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline()
        if not line.strip().isdigit():
            sys.exit()
        self.wfile.write(b"%d\n" % (2 * int(line)))


def visit(server):
    for line in (b"ten\n", b"10\n"):
        try:
            with socket.create_connection(server.server_address) as client:
                client.sendall(line)
                print("answer:", client.makefile().readline())
        except OSError as error:
            print("no answer:", error)
    server.shutdown()


with socketserver.TCPServer(("127.0.0.1", 0), Doubler) as server:
    visitor = threading.Thread(target=visit, args=(server,))
    visitor.start()
    server.serve_forever(poll_interval=0.1)
    visitor.join()
