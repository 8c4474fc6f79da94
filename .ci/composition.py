"""Checks docker-compose.yml without Docker: services, what they wait for, health, volumes, variables."""

import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
EXPECTED = {"web", "worker", "beat", "database", "redis", "mailbox", "receiver", "registry"}


def problems() -> list[str]:
    text = (ROOT / "docker-compose.yml").read_text()
    composition = yaml.safe_load(text)
    services, volumes = composition["services"], composition.get("volumes", {})
    found = [f"the service {name} is missing" for name in sorted(EXPECTED - services.keys())]
    for name, service in services.items():
        if not {"image", "build"} & service.keys():
            found.append(f"{name} has neither an image nor a build")
        if "healthcheck" not in service and service.get("restart") != "no":
            found.append(f"{name} has no health check")
        for other, wait in service.get("depends_on", {}).items():
            if other not in services:
                found.append(f"{name} waits for {other}, which is not there")
            elif wait["condition"] == "service_healthy" and "healthcheck" not in services[other]:
                found.append(f"{name} waits for the health of {other}, which has no check")
        for mount in service.get("volumes", []):
            source = mount.partition(":")[0]
            if not source.startswith((".", "/")) and source not in volumes:
                found.append(f"{name} mounts {source}, which is no volume")
    example = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    wanted = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    return found + [f".env.example does not name {name}" for name in sorted(wanted - example)]


if __name__ == "__main__":
    found = problems()
    print("\n".join(found))
    sys.exit(bool(found))
