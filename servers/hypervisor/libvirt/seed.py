"""The seed of a machine: a CD image labelled `cidata`, as cloud-init's NoCloud source reads it."""

import json
from io import BytesIO
from typing import Any

from servers.hypervisor.port import Wanted

from .names import mac_of

FILES = {"meta-data": "METADATA.;1", "user-data": "USERDATA.;1", "network-config": "NETCONF.;1"}


def contents(wanted: Wanted, instance: str) -> dict[str, str]:
    """The three files; JSON is YAML. Another `instance` makes cloud-init start from the beginning."""
    user: dict[str, Any] = {
        "hostname": wanted.hostname.partition(".")[0],
        "fqdn": wanted.hostname,
        "manage_etc_hosts": True,
        "disable_root": False,
        "ssh_pwauth": bool(wanted.password_hash),
        "ssh_authorized_keys": list(wanted.ssh_keys),
        "growpart": {"mode": "auto", "devices": ["/"]},
    }
    users: dict[str, Any] = {
        "name": "root",
        "ssh_authorized_keys": list(wanted.ssh_keys),
        "lock_passwd": False,
    }
    if wanted.password_hash:
        users["hashed_passwd"] = wanted.password_hash
    user["users"] = [users]
    return {
        "meta-data": json.dumps({"instance-id": instance, "local-hostname": wanted.hostname}) + "\n",
        "user-data": "#cloud-config\n" + json.dumps(user) + "\n",
        "network-config": json.dumps(_network(wanted)) + "\n",
    }


def _network(wanted: Wanted) -> dict[str, Any]:
    """Version 2 of the network configuration: one interface, its addresses, the first one's gateway."""
    if not wanted.links:
        return {"version": 2, "ethernets": {}}
    first = wanted.links[0]
    interface = {
        "match": {"macaddress": mac_of(wanted.reference)},
        "set-name": "eth0",
        "addresses": [f"{link.ip}/{link.prefix}" for link in wanted.links],
        "routes": [{"to": "default", "via": first.gateway}],
        "nameservers": {"addresses": list(first.resolvers)},
    }
    return {"version": 2, "ethernets": {"eth0": interface}}


def image(wanted: Wanted, instance: str) -> bytes:
    """The CD image with Joliet and Rock Ridge names, labelled `cidata`."""
    import pycdlib

    disc = pycdlib.PyCdlib()
    disc.new(interchange_level=3, joliet=3, rock_ridge="1.09", vol_ident="cidata")
    for name, text in contents(wanted, instance).items():
        data = text.encode()
        disc.add_fp(BytesIO(data), len(data), f"/{FILES[name]}", rr_name=name, joliet_path=f"/{name}")
    out = BytesIO()
    disc.write_fp(out)
    disc.close()
    return out.getvalue()
