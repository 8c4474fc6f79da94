"""The demo's company: invented customers whose last months the portal has really lived."""
