import socket
import socketserver
import threading


class Server(socketserver.TCPServer):
    def is_open(self):
        return self.fileno() != -1


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline())


server = Server(("127.0.0.1", 0), Echo)
loop = threading.Thread(target=server.serve_forever)
loop.start()
with socket.create_connection(server.server_address) as client:
    client.sendall(b"hello\n")
    client.recv(100)
    client.recv(100)
server.shutdown()
server.is_open()
server.server_close()
server.is_open()
loop.join()
