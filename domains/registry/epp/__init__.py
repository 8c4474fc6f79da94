"""The real registry adapter: EPP over TLS. `adapter.EppRegistry` is its face, `config.connection` its settings."""
