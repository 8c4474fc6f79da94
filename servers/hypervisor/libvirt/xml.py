"""The XML of libvirt, built with lxml: the domain of a server, its volumes; and what is read back from it."""

from typing import Any

from lxml import etree
from lxml.builder import E, ElementMaker

from servers.hypervisor.port import Wanted

from .config import Place
from .names import mac_of, uuid_of

NAMESPACE = "urn:hosting-portal:server"
OURS = ElementMaker(namespace=NAMESPACE, nsmap={"portal": NAMESPACE})
GIB, KIB_A_MBIT = 1024**3, 125  # libvirt counts bandwidth in kilobytes a second


def domain(wanted: Wanted, place: Place, disk: str, seed: str) -> str:
    """The domain: processor, memory, disk, seed, one filtered interface, a logged serial line, a local screen."""
    root = E.domain(
        E.name(wanted.reference),
        E.uuid(uuid_of(wanted.reference)),
        E.title(wanted.hostname),
        E.metadata(note(wanted.reference)),
        E.memory(str(wanted.ram), unit="GiB"),
        E.vcpu(str(wanted.cpus)),
        _system(place),
        E.features(E.acpi(), E.apic()),
        *([E.cpu(mode=place.cpu)] if place.cpu else []),
        E.on_poweroff("destroy"),
        E.on_reboot("restart"),
        E.on_crash("restart"),
        _devices(wanted, place, disk, seed),
        type=place.type,
    )
    return text(root)


def note(reference: str) -> Any:
    """Our mark on a new domain: its reference; what has been done to it once comes later (`mark`)."""
    return OURS.server(reference=reference)


def mark(reference: str, keys: tuple[str, ...]) -> str:
    """Our mark as libvirt takes it for a domain that is there: without a namespace, which it adds itself."""
    return text(E.server(*(E.done(key) for key in keys), reference=reference))


def text(root: Any) -> str:
    return etree.tostring(root, encoding="unicode", pretty_print=True)


def _system(place: Place) -> Any:
    parts = [E.type("hvm")]
    if place.kernel:
        parts += [E.kernel(place.kernel), E.initrd(place.initrd), E.cmdline(place.cmdline)]
    else:
        parts.append(E.boot(dev="hd"))
    return E.os(*parts)


def _devices(wanted: Wanted, place: Place, disk: str, seed: str) -> Any:
    serial = E.serial(*_log(wanted, place), E.target(port="0"), type="pty")
    parts = [_disk(disk, "vda", "qcow2"), *([_disk(seed, "vdb", "raw")] if seed else []), _interface(wanted, place),
             serial, E.console(E.target(type="serial", port="0"), type="pty")]  # fmt: skip
    if place.type != "test":
        agent = E.channel(E.target(type="virtio", name="org.qemu.guest_agent.0"), type="unix")
        screen = E.graphics(type="vnc", listen="127.0.0.1", autoport="yes")
        parts += [agent, screen, E.video(E.model(type="vga")), E.memballoon(model="virtio"),
                  E.rng(E.backend("/dev/urandom", model="random"), model="virtio")]  # fmt: skip
    return E.devices(*parts)


def _log(wanted: Wanted, place: Place) -> list[Any]:
    return [E.log(file=f"{place.logs}/{wanted.reference}.log", append="off")] if place.logs else []


def _disk(path: str, target: str, kind: str) -> Any:
    parts = [E.driver(name="qemu", type=kind), E.source(file=path), E.target(dev=target, bus="virtio")]
    if kind == "raw":
        parts.append(E.readonly())
    return E.disk(*parts, type="file", device="disk")


def _interface(wanted: Wanted, place: Place) -> Any:
    """One interface that may only use the addresses of this server: a forged one goes nowhere."""
    network, rate = place.network, str(wanted.bandwidth * KIB_A_MBIT)
    parts = [E.mac(address=mac_of(wanted.reference)), E.model(type="virtio")]
    if "user" in network:
        return E.interface(*parts, type="user")
    kind = "bridge" if "bridge" in network else "network"
    parts += [
        E.source(**{kind: network[kind]}),
        E.bandwidth(E.inbound(average=rate), E.outbound(average=rate)),
    ]
    if place.filter:
        allowed = [E.parameter(name="IP", value=link.ip) for link in wanted.links]
        parts.append(E.filterref(*allowed, filter=place.filter))
    return E.interface(*parts, type=kind)


def volume(name: str, gigabytes: int, base: str = "", kind: str = "qcow2") -> str:
    """A disk; with `base` it is made at once over that image, whose content it shows until it is written to."""
    root = E.volume(
        E.name(name), E.capacity(str(gigabytes * GIB), unit="bytes"), E.target(E.format(type=kind)),
        *([E.backingStore(E.path(base), E.format(type="qcow2"))] if base else []),
    )  # fmt: skip
    return text(root)


def plain_volume(name: str, size: int) -> str:
    """A raw volume of so many bytes, to be filled."""
    return text(E.volume(E.name(name), E.capacity(str(size), unit="bytes"), E.target(E.format(type="raw"))))


def resized(description: str, wanted: Wanted) -> str:
    """A domain's description with another size."""
    root = etree.fromstring(description)
    for name in ("memory", "currentMemory"):
        for found in root.findall(name):
            found.text, found.attrib["unit"] = str(wanted.ram), "GiB"
    root.find("vcpu").text = str(wanted.cpus)
    root.find("vcpu").attrib.pop("current", None)
    rate = str(wanted.bandwidth * KIB_A_MBIT)
    for flow in root.iterfind("devices/interface/bandwidth/*"):
        flow.set("average", rate)
    return text(root)


def size_of(description: str) -> tuple[int, int]:
    """Processors and memory (GiB) of a domain."""
    root = etree.fromstring(description)
    units = {"KiB": 1024**2, "MiB": 1024, "GiB": 1, "b": GIB, "bytes": GIB}
    memory = root.find("memory")
    return int(root.findtext("vcpu")), int(memory.text) // units[memory.get("unit", "KiB")]


def interface_of(description: str) -> str:
    """The host's name of its interface; empty where it has none."""
    target = etree.fromstring(description).find("devices/interface/target")
    return "" if target is None else target.get("dev", "")


def mark_of(metadata: str) -> tuple[str, tuple[str, ...]]:
    """Reference and keys of our mark."""
    root = etree.fromstring(metadata)
    local = {child.text for child in root if etree.QName(child).localname == "done"}
    return root.get("reference", ""), tuple(sorted(local))
