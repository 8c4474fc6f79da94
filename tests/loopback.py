"""A server of the tests' own on the loopback address: started by `with`, stopped at its end."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Loopback:
    """Its handler finds it under the name `called`."""

    handler: type[BaseHTTPRequestHandler]
    called: str
    path = ""

    def __enter__(self):
        bound = type("Bound", (self.handler,), {self.called: self})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), bound)
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_port}{self.path}"
