"""The portal's processes on one machine: which run, under which command line, and when one answers."""

import os
import socket
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit


def commands(
    port: int, *, embedded: bool, registry_port: int = 0, mail: str = ""
) -> dict[str, tuple[str, ...]]:
    """What runs: web, worker and beat; without Redis the worker is alone, as files carry its messages.

    With a port for it the demo's registry runs beside them, as a registry does: elsewhere. With `mail`
    (`lmtp://host:port`) the receiver of mail runs too.

    Beat stays a process of its own there too: one inside the worker would outlive a killed worker.
    """
    web = (sys.executable, "-m", "gunicorn", "hosting_portal.wsgi", "--bind", f"127.0.0.1:{port}")
    pool = ("--pool", "solo") if embedded else ("--concurrency", "2")
    celery = ("nice", "-n", "5", sys.executable, "-m", "celery", "-A", "hosting_portal")  # pages come first
    registry = (sys.executable, "manage.py", "registry", "--port", str(registry_port))
    return {
        **({"registry": registry} if registry_port else {}),
        "web": (*web, "--worker-class", "gthread", "--threads", "4", "--no-control-socket"),
        "worker": (*celery, "worker", "--without-gossip", "--without-mingle", *pool),
        "beat": (*celery, "beat", "--pidfile", ""),
        **({"receiver": receiver(mail)} if mail else {}),
    }


def receiver(place: str) -> tuple[str, ...]:
    """The command that takes mail at `lmtp://host:port` or `smtp://host:port`. Raises ValueError in words."""
    parts = urlsplit(place)
    if parts.scheme not in {"lmtp", "smtp"} or not parts.hostname or not parts.port:
        raise ValueError(f"MAIL_RECEIVER is «{place}»: write lmtp://host:port or smtp://host:port.")
    spoken = ("--smtp",) if parts.scheme == "smtp" else ()
    where = ("--host", parts.hostname, "--port", str(parts.port), *spoken)
    return (sys.executable, "manage.py", "receive_mail", *where)


def supervisor_config(programs: Mapping[str, tuple[str, ...]], folder: Path) -> str:
    """A supervisord file: what dies comes back; what outlives supervisord is told to stop (setpriv)."""
    lines = [
        "[supervisord]",
        f"logfile={folder}/supervisord.log",
        f"pidfile={folder}/supervisord.pid",
        f"childlogdir={folder}",
    ]
    for name, command in programs.items():
        lines += [
            f"[program:{name}]",
            f"command=setpriv --pdeathsig TERM -- {' '.join(map(quoted, command))}",
            f"stdout_logfile={folder}/{name}.log",
            "redirect_stderr=true",
            "autorestart=true",
            "startretries=1000000",
            "startsecs=2",
            "stopwaitsecs=20",
            "killasgroup=true",
        ]
    return "\n".join(lines).replace("%", "%%") + "\n"


def quoted(word: str) -> str:
    """A word as supervisord's command line (read by shlex) takes it."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(port: int, base_url: str) -> bool:
    """Whether the home page comes without an error, asked as the proxy in front would ask."""
    public = urlsplit(base_url)
    headers = {"Host": public.netloc, "X-Forwarded-Proto": public.scheme}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as page:
            return bool(page.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(not answers(int(sys.argv[1]), os.environ["BASE_URL"]))
