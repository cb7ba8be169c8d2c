# SPDX-License-Identifier: Apache-2.0
"""Ports, waits and the ending of programs that a test started."""
import signal
import socket
import subprocess
import time


def free_port(address="127.0.0.1"):
    """A TCP port that nobody listened on just now."""
    with socket.socket() as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


def wait_until(condition, what, seconds=20):
    """Returns what `condition` returns once it is true; raises when it is not within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError("gave up waiting for " + what)


def wait_for_port(port, process=None, address="127.0.0.1"):
    """Waits until something listens on the port; raises at once when `process` has ended instead."""
    def listening():
        if process is not None and process.poll() is not None:
            raise AssertionError("%s ended with %d" % (process.args[0], process.returncode))
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex((address, port)) == 0
    wait_until(listening, "port %d" % port)


def end(process, seconds=5):
    """Ends one program by its pid: SIGTERM, then SIGKILL."""
    if process is None or process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
