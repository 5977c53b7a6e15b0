"""The programs of the wild, in the order of the packages that they need."""

from __future__ import annotations

from tests.wild import clients
from tests.wild.running import Case

PACKAGES = (
    "django", "dnslib", "flask", "prometheus_client", "pymodbus<3", "python-osc", "six",
    "umodbus", "werkzeug",
)  # fmt: skip
"""What the programs need, by the names under which ``pip`` finds it."""

CASES = (
    Case("http.server", ("-m", "http.server", "--bind", "127.0.0.1", "0"), clients.browse, 2),
    Case("partial", ("partial_handler.py", "."), clients.browse, 2),
    Case("wsgiref", ("wsgiref_server.py",), clients.ask_demo, 1, lanes=()),
    Case("xmlrpc", ("xmlrpc_server.py",), clients.call_procedures, 3, lanes=()),
    Case("logging", ("logging_receiver.py",), clients.log, 1),
    Case("flask-threads", ("flask_server.py", "threads"), clients.ask_flask, 2),
    Case(
        "flask-processes", ("flask_server.py", "processes"), clients.ask_flask, 2, lanes=("fork",)
    ),
    Case("werkzeug-threads", ("werkzeug_server.py", "threads"), clients.ask_greeting, 2),
    Case(
        "werkzeug-processes",
        ("werkzeug_server.py", "processes"),
        clients.ask_greeting,
        2,
        lanes=("fork",),
    ),
    Case("django", ("django_server.py", "--noreload"), clients.ask_django, 3),
    Case("django-reloader", ("django_server.py",), clients.ask_django, 3),
    Case("prometheus", ("prometheus_server.py",), clients.scrape, 1),
    Case("dns-udp", ("dns_server.py", "udp"), clients.resolve_over_udp, 2, "udp"),
    Case("dns-tcp", ("dns_server.py", "tcp"), clients.resolve_over_tcp, 2),
    Case("osc-threads", ("osc_server.py", "threads"), clients.send_osc, 2, "udp"),
    Case("osc-forks", ("osc_server.py", "forks"), clients.send_osc, 2, "udp", ("fork",)),
    Case("pymodbus", ("pymodbus_server.py",), clients.read_registers, 1),
    Case("umodbus", ("umodbus_server.py",), clients.read_registers, 1, lanes=()),
)
