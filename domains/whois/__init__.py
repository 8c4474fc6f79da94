"""Who holds a name: the public look-up by RDAP (RFC 9082, 9083), and the sandbox registry's own RDAP answers."""
