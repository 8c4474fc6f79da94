"""libvirt and KVM: a domain, a disk and a seed for each server, found again by our reference."""
