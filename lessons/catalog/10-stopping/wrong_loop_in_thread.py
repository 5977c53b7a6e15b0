import socketserver
import threading
import time


class Stopper(socketserver.StreamRequestHandler):
    def handle(self):
        if self.rfile.readline() == b"stop\n":
            self.server.shutdown()
            self.say_goodbye()

    def say_goodbye(self):
        time.sleep(1)
        self.wfile.write(b"goodbye\n")


server = socketserver.TCPServer(("127.0.0.1", 0), Stopper)
loop = threading.Thread(target=server.serve_forever)
loop.start()
loop.join()
server.server_close()
