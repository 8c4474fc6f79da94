"""The demo's company: invented customers whose last months have really been lived by the portal's own machinery."""
