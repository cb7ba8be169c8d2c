# SPDX-License-Identifier: Apache-2.0
"""A daemon behind admin.sock that follows a script."""
import json
import os
import socket
import threading


class FakeDaemon:
    """Answers each connection's requests with the packets laid out, and keeps the requests."""

    def __init__(self, path, packets):
        self.requests = []
        self.packets = packets
        self.path = path
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(path)
        self.listener.listen(8)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                request = connection.recv(65536)
                if not request:
                    continue
                self.requests.append(json.loads(request))
                for packet in self.packets:
                    connection.send(packet if isinstance(packet, bytes) else json.dumps(packet).encode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()
        os.unlink(self.path)


class AnsweringDaemon(FakeDaemon):
    """Answers each request of a connection by the packets that `answer(request)` gives; None breaks it off."""

    def __init__(self, path, answer):
        self.answer = answer
        self.sizes = []
        super().__init__(path, ())

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                while bytes_of := connection.recv(1 << 20):
                    self.sizes.append(len(bytes_of))
                    self.requests.append(json.loads(bytes_of))
                    packets = self.answer(self.requests[-1])
                    if packets is None:
                        break
                    for packet in packets:
                        connection.send(json.dumps(packet).encode())
