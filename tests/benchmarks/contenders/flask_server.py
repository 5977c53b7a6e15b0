"""A Flask page of twenty rows on Werkzeug's own server, which stops when asked for ``/quit``."""

import logging
import threading

from flask import Flask, render_template_string
from werkzeug.serving import make_server

ROWS = """<table>{% for row in rows %}<tr><td>{{ row.name }}</td><td>{{ row.price }}</td></tr>{% endfor %}</table>"""

app = Flask(__name__)
server = make_server("127.0.0.1", 0, app, threaded=True)
server.daemon_threads = False  # each request is answered before it ends


@app.get("/")
def page() -> str:
    rows = [{"name": f"thing {number}", "price": number * 1.5} for number in range(20)]
    return render_template_string(ROWS, rows=rows)


@app.get("/quit")
def leave() -> str:
    threading.Thread(target=server.shutdown).start()
    return "bye"


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    print(server.server_port, flush=True)
    server.serve_forever(poll_interval=0.05)
    server.server_close()
