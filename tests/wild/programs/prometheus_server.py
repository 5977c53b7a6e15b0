"""prometheus_client's exporter, which serves in a thread of its own."""

from prometheus_client import Counter, start_http_server

seen = Counter("seen", "How often it was seen")
seen.inc(3)
server, thread = start_http_server(0, addr="127.0.0.1")
try:
    while thread.is_alive():
        thread.join(0.2)
except KeyboardInterrupt:
    server.shutdown()
    server.server_close()
    thread.join()
