"""Runs acme2certifier on one loopback port, over TLS; it looks into the DNS on a port of the tests' own, not on 53.

python acme2certifier_server.py PORT DNS_PORT CERTIFICATE KEY   (its settings: ACME_SRV_CONFIGFILE)
"""

import ssl
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import dns.resolver


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def setup_environ(self):
        super().setup_environ()
        self.base_environ["HTTPS"] = "on"

    def get_app(self):
        from acme2certifier.share.acme2certifier_wsgi import application

        return application


class Handler(WSGIRequestHandler):
    def address_string(self):
        return self.client_address[0]


def move_dns(port: int) -> None:
    """Every resolver asks this port."""
    reset = dns.resolver.BaseResolver.reset

    def reset_and_move(self):
        reset(self)
        self.port = port

    dns.resolver.BaseResolver.reset = reset_and_move


if __name__ == "__main__":
    port, dns_port, certificate, key = sys.argv[1:]
    move_dns(int(dns_port))
    server = Server(("127.0.0.1", int(port)), Handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.serve_forever()
