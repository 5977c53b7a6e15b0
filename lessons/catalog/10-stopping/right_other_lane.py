import socketserver
import threading
import time


class Stopper(socketserver.StreamRequestHandler):
    def handle(self):
        if self.rfile.readline() == b"stop\n":
            threading.Thread(target=self.server.shutdown).start()
            self.say_goodbye()

    def say_goodbye(self):
        time.sleep(1)
        self.wfile.write(b"goodbye\n")


with socketserver.TCPServer(("127.0.0.1", 0), Stopper) as server:
    server.serve_forever()
