import socket
import socketserver
import threading


class Stopper(socketserver.StreamRequestHandler):
    def handle(self):
        self.rfile.readline()
        self.wfile.write(b"stopping\n")
        self.server.shutdown()


server = socketserver.TCPServer(("127.0.0.1", 0), Stopper)
loop = threading.Thread(target=server.serve_forever, daemon=True)
loop.start()
with socket.create_connection(server.server_address) as client:
    client.sendall(b"stop\n")
    client.recv(100)
    loop.join(2)
    print("Does the loop still run?", loop.is_alive())
