"""The synchronous TCP server of pymodbus 2."""

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server.sync import StartTcpServer

store = ModbusSlaveContext(hr=ModbusSequentialDataBlock(0, [17] * 100))
StartTcpServer(ModbusServerContext(slaves=store, single=True), address=("127.0.0.1", 0))
