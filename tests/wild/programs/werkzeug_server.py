"""Werkzeug's development server: ``threads`` or ``processes``."""

import sys

from werkzeug import Request, Response, run_simple


@Request.application
def hello(request):
    return Response(f"Hello {request.args.get('name', 'World')}!")


if sys.argv[1] == "threads":
    run_simple("127.0.0.1", 0, hello, threaded=True)
else:
    run_simple("127.0.0.1", 0, hello, processes=2)
