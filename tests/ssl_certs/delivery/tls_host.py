"""A host that serves a certificate by TLS on loopback, as a customer's server would."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(folder: Path, pem: str, key: str) -> Iterator[int]:
    """Serve these certificates (PEM) with their key for the length of a block; the port."""
    (folder / "chain.pem").write_text(pem)
    (folder / "key.pem").write_text(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "chain.pem", folder / "key.pem")
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_accept, args=(listener, context), daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def _accept(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            plain, _address = listener.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(plain, server_side=True) as secured:
                secured.recv(1)
        except OSError:
            pass
