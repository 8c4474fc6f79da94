"""Use of the spaces: samples, quota alerts, heavy scripts, suspensions (HD-5)."""
