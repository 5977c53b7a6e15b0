"""http.server with a handler made by functools.partial, as its documentation shows it."""

import functools
import http.server
import sys

Handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
    httpd.serve_forever()
