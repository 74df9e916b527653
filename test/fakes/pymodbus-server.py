"""An independent Modbus slave (units 1 and 7) for the tests: tcp PORT | rtu PATH."""
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartSerialServer, StartTcpServer
from pymodbus.transaction import ModbusRtuFramer


def slave(unit):
    return ModbusSlaveContext(
        di=ModbusSequentialDataBlock(0, [i % 3 == 0 for i in range(500)]),
        co=ModbusSequentialDataBlock(0, [False] * 500),
        ir=ModbusSequentialDataBlock(0, [(unit * 1000 + 7 * i) % 65536 for i in range(500)]),
        hr=ModbusSequentialDataBlock(0, [0] * 500),
        zero_mode=True,
    )


context = ModbusServerContext(slaves={unit: slave(unit) for unit in (1, 7)}, single=False)
kind, place = sys.argv[1:3]
if kind == "tcp":
    StartTcpServer(context=context, address=("127.0.0.1", int(place)))
else:
    StartSerialServer(context=context, framer=ModbusRtuFramer, port=place, baudrate=19200, timeout=0.02)
