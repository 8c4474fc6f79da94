"""The sandbox registry as a process of its own: real EPP over TLS (RFC 5730–5734, 3915, 5910, 8807)."""
