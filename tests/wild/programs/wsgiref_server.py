"""wsgiref's simple server with its demo application."""

from wsgiref.simple_server import demo_app, make_server

with make_server("127.0.0.1", 0, demo_app) as httpd:
    httpd.serve_forever()
