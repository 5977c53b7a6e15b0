import socketserver
import threading


class Stopper(socketserver.StreamRequestHandler):
    def handle(self):
        if self.rfile.readline() == b"stop\n":
            self.server.shutdown()


server = socketserver.TCPServer(("127.0.0.1", 0), Stopper)
loop = threading.Thread(target=server.serve_forever)
loop.start()
loop.join()
server.server_close()
