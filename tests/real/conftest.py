"""Real counterparts that are too heavy for every run: only `make test-real` collects these tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

collect_ignore_glob = [] if os.environ.get("PORTAL_REAL") else ["test_*.py"]
POOL = "<pool type='dir'><name>{name}</name><target><path>{path}</path></target></pool>"


@dataclass
class Host:
    """A libvirtd of its own: its folder and its address."""

    folder: Path
    uri: str

    def entry(self) -> dict:
        """The table of settings.HYPERVISORS for this host and the tiny guest."""
        guest = Path(os.environ["PORTAL_REAL"])
        return {
            "adapter": "libvirt", "uri": self.uri, "pool": "servers", "images": "images", "type": "qemu", "cpu": "",
            "network": {"user": True}, "logs": str(self.folder / "logs"), "reserve_gb": 0, "patience": 1,
            "kernel": str(guest / "kernel"), "initrd": str(guest / "initrd"), "cmdline": "console=ttyS0 panic=-1",
        }  # fmt: skip


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    """A libvirtd without system daemon: as root it runs under nobody's name, so that nothing of the machine changes.

    Its folder has a short name: the sockets inside may not be longer than 107 characters.
    """
    folder = Path(tempfile.mkdtemp(prefix="lv", dir="/tmp"))
    folder.chmod(0o755)
    for name in ("c/libvirt", "run", "logs", "servers", "images"):
        (folder / name).mkdir(parents=True)
    (folder / "c/libvirt/qemu.conf").write_text('stdio_handler = "file"\nseccomp_sandbox = 0\n')
    subprocess.run(
        ["qemu-img", "create", "-q", "-f", "qcow2", folder / "images" / "tiny.qcow2", "64M"], check=True
    )
    command = ["libvirtd"]
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        command = ["setpriv", "--reuid", "nobody", "--regid", str(nobody.pw_gid), "--clear-groups", *command]
    environment = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "run"),
                   "XDG_CONFIG_HOME": str(folder / "c"), "XDG_CACHE_HOME": str(folder / "cache"),
                   "XDG_DATA_HOME": str(folder / "data")}  # fmt: skip
    socket = folder / "run/libvirt/libvirt-sock"
    with (folder / "libvirtd.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 20
        while not socket.exists():
            assert process.poll() is None, (folder / "libvirtd.log").read_text()[-2000:]
            assert time.monotonic() < deadline, "libvirtd does not answer"
            time.sleep(0.05)
        yield Host(folder, f"qemu+unix:///session?socket={socket}")
    finally:
        _stop_guests(f"qemu+unix:///session?socket={socket}")
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _stop_guests(uri: str) -> None:
    """QEMU outlives libvirtd: the guests go first."""
    import libvirt

    try:
        connection = libvirt.open(uri)
    except libvirt.libvirtError:
        return
    for domain in connection.listAllDomains():
        if domain.isActive():
            domain.destroy()
        domain.undefine()
    connection.close()


@pytest.fixture
def site(host, settings, db) -> Iterator[Host]:
    """The site `ma` is this host: its pools are there, and nothing is on it."""
    import libvirt

    from servers import catalogue
    from servers.models import Image
    from tests.servers_at_work import LOADED_ON

    connection = libvirt.open(host.uri)
    for name in ("servers", "images"):
        if name not in connection.listStoragePools():
            connection.storagePoolCreateXML(POOL.format(name=name, path=host.folder / name), 0)
    settings.HYPERVISORS = {"ma": host.entry()}
    catalogue.load(LOADED_ON)
    Image.objects.update(source="tiny.qcow2")
    yield host
    for domain in connection.listAllDomains():
        if domain.isActive():
            domain.destroy()
        domain.undefine()
    pool = connection.storagePoolLookupByName("servers")
    pool.refresh(0)
    for volume in pool.listAllVolumes():
        volume.delete(0)
    connection.close()
