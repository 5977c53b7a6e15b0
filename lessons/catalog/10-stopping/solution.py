import socketserver
import time


class Stopper(socketserver.StreamRequestHandler):
    def handle(self):
        if self.rfile.readline() == b"stop\n":
            self.server.shutdown()
            self.say_goodbye()

    def say_goodbye(self):
        time.sleep(1)
        self.wfile.write(b"goodbye\n")


server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stopper)
server.serve_forever()
server.server_close()
