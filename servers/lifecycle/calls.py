"""The calls to hypervisors, asked without a lock and at least once, and what they take."""

from typing import Any

from core.acts import Act
from servers import inventory
from servers.access import codes
from servers.flows import servers, tasks
from servers.hypervisor import Guest, Hypervisor, Wanted, hypervisor_for, manual
from servers.hypervisor.manual import Command
from servers.models import Image, Server, ServerProduct, ServerTask
from servers.reverse import reverse_for
from servers.terms import DELIVERY

from . import provisioning, taking_down
from .tasks import be_done, be_refused

Kind = ServerTask.Kind


def hypervisor_of(server: Server) -> Hypervisor:
    """Who runs its machine; a physical one is handled by staff."""
    return hypervisor_for(server.site.code, dedicated=not server.product.is_cloud)


def wanted_of(server: Server, token: Any = b"", **other: Any) -> Wanted:
    """The machine as the hypervisor gets it; `token` is a sealed password, `other` replaces facts."""
    size: ServerProduct = other.pop("product", server.product)
    image: Image = other.pop("image", server.image)
    facts: dict[str, Any] = {
        "reference": server.public_id, "hostname": server.hostname, "site": server.site.code, "image": image.source,
        "cpus": size.cpus, "ram": size.ram, "disk": size.disk, "bandwidth": size.bandwidth,
        "links": inventory.links_of(server), "ssh_keys": tuple(server.ssh_keys.split("\n")) if server.ssh_keys else (),
        "password_hash": codes.hashed(token) if token else "",
        "dedicated": server.machine.serial if server.machine_id else "",
    }  # fmt: skip
    return Wanted(**facts | other)


def _create(server: Server, act: Act) -> Guest:
    code = codes.ready(server)
    return hypervisor_of(server).create(wanted_of(server, code.sealed if code else b""), act.now)


def _destroy(server: Server, act: Act) -> None:
    if server.product.is_cloud:
        hypervisor_of(server).destroy(server.public_id, act.now)


def _do(task: ServerTask, act: Act) -> Any:
    return DEEDS[Kind(task.kind)](task, task.server, act)


def _rebuild(task: ServerTask, server: Server, act: Act) -> Guest:
    image = Image.objects.get(code=task.wanted["image"])
    wanted = wanted_of(server, task.wanted["sealed"], image=image)
    return hypervisor_of(server).rebuild(wanted, task.public_id, act.now)


def _resize(task: ServerTask, server: Server, act: Act) -> Guest:
    product = ServerProduct.objects.get(code=task.wanted["product"])
    return hypervisor_of(server).resize(wanted_of(server, product=product), task.public_id, act.now)


def _password(task: ServerTask, server: Server, act: Act) -> None:
    password = codes.unsealed(task.wanted["sealed"])
    hypervisor_of(server).set_password(server.public_id, password, task.public_id, act.now)


def _start(task: ServerTask, server: Server, act: Act) -> Guest:
    return hypervisor_of(server).start(server.public_id, task.public_id, act.now)


def _stop(task: ServerTask, server: Server, act: Act) -> Guest:
    return hypervisor_of(server).stop(server.public_id, task.public_id, act.now)


def _reboot(task: ServerTask, server: Server, act: Act) -> Guest:
    return hypervisor_of(server).reboot(server.public_id, task.public_id, act.now)


def _reverse(task: ServerTask, server: Server, act: Act) -> None:
    reverse_for().set_name(task.wanted["ip"], task.wanted["name"], task.public_id, act.now)


def _options(task: ServerTask, server: Server, act: Act) -> None:
    """Backup, an address, a licence: staff set them up at the machine whoever runs it, or take them away."""
    details = {"hostname": server.hostname, **task.wanted}
    manual.opened(server.site.code, {}).asked(
        Command.OPTIONS, server.public_id, task.public_id, act.now, details
    )


DEEDS = {
    Kind.START: _start, Kind.STOP: _stop, Kind.REBOOT: _reboot, Kind.CUT: _stop, Kind.RESTORE: _start,
    Kind.REBUILD: _rebuild, Kind.RESIZE: _resize, Kind.PASSWORD: _password, Kind.REVERSE: _reverse,
    Kind.OPTIONS: _options,
}  # fmt: skip

servers.call("create_machine", source="provisioning", clause="SRV-3.2", ask=_create, lease=DELIVERY.lease,
             done=provisioning.be_created, refused=provisioning.not_created)  # fmt: skip
servers.call("destroy_machine", source="ending", clause="SRV-4.1", ask=_destroy,
             done=taking_down.be_destroyed, refused=taking_down.not_destroyed)  # fmt: skip
tasks.call("do_task", source="doing", clause="SRV-6.1.2(1)", ask=_do, done=be_done, refused=be_refused,
           lease=DELIVERY.lease)  # fmt: skip
