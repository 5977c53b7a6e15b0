"""dnslib's server, over ``udp`` or ``tcp``, with a resolver that knows one address."""

import sys

from dnslib import RR
from dnslib.server import BaseResolver, DNSLogger, DNSServer


class OneAddress(BaseResolver):
    def resolve(self, request, handler):
        reply = request.reply()
        reply.add_answer(*RR.fromZone("abc.def. 60 A 1.2.3.4"))
        return reply


logger = DNSLogger(prefix=False)
server = DNSServer(
    OneAddress(), address="127.0.0.1", port=0, tcp=sys.argv[1] == "tcp", logger=logger
)
server.start()
