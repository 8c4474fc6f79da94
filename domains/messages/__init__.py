"""The registries' messages: kept, passed on to the customer at once, acted upon, or left to staff (DN-8.1)."""
