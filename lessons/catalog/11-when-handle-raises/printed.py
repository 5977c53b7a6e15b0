import socketserver


class Doubler(socketserver.StreamRequestHandler):
    pass


with socketserver.TCPServer(("127.0.0.1", 0), Doubler) as server:
    for line in ("20", "ten", "21"):
        print("take, handle", line, "finish, give_back")
