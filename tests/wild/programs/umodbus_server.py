"""uModbus over TCP, as its documentation shows it."""

from collections import defaultdict
from socketserver import TCPServer

from umodbus import conf
from umodbus.server.tcp import RequestHandler, get_server

conf.SIGNED_VALUES = True
data_store = defaultdict(int)
TCPServer.allow_reuse_address = True
app = get_server(TCPServer, ("127.0.0.1", 0), RequestHandler)


@app.route(slave_ids=[1], function_codes=[1, 2, 3, 4], addresses=list(range(10)))
def read_data_store(slave_id, function_code, address):
    return data_store[address] + 17


try:
    app.serve_forever()
finally:
    app.shutdown()
    app.server_close()
