"""
A session bus with python3-dbusmock's notification server on it, for notification-server.ts. Each line that it prints is JSON:
the bus's address first, then each [method, arguments] that the server is called with. Each line that it reads is a signal that
the server is to send, as [name, signature, arguments]. It ends with its input.
"""

import json
import os
import pathlib
import shutil
import subprocess

from dbus.mainloop.glib import DBusGMainLoop
from dbusmock import MOCK_IFACE, DBusTestCase
from gi.repository import GLib

# No markup, so that texts arrive as they are.
CAPABILITIES = "actions body icon-static persistence"


def tell(value):
    print(json.dumps(value), flush=True)


def send_signal(*_):
    line = commands.readline()
    if line == b"":
        loop.quit()
        return False
    name, signature, arguments = json.loads(line)
    server.EmitSignal("", name, signature, arguments, dbus_interface=MOCK_IFACE)
    return True


# Unbuffered: GLib does not see what Python has already read.
commands = open(0, "rb", buffering=0)
DBusGMainLoop(set_as_default=True)
loop = GLib.MainLoop()
DBusTestCase.start_session_bus()
try:
    mock, server = DBusTestCase.spawn_server_template(
        "notification_daemon", {"capabilities": CAPABILITIES}, stdout=subprocess.DEVNULL
    )
    server.connect_to_signal("MethodCalled", lambda *call: tell(call), dbus_interface=MOCK_IFACE)
    GLib.io_add_watch(commands, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, send_signal)
    tell(os.environ["DBUS_SESSION_BUS_ADDRESS"])
    loop.run()
    mock.terminate()
    mock.wait()
finally:
    # Not all versions of tearDownClass remove the folder.
    shutil.rmtree(pathlib.Path(DBusTestCase.get_services_dir()).parent)
    DBusTestCase.tearDownClass()
