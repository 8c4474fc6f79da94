"""The nightly comparison: what the portal and the registries say of each name, and how a difference is mended."""
