import socketserver
import threading
import time


class Slow(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.recv(1024)
        time.sleep(0.5)
        self.request.sendall(b"done\n")


server = socketserver.TCPServer(("127.0.0.1", 0), Slow)
thread = threading.Thread(target=server.serve_forever)
thread.start()
thread.join()
