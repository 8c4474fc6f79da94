"""The life of a server, from its payment to its end. Importing `calls` and the others declares the verbs."""
