"""Staff groups across releases: what is new is given once, what a manager has decided stays."""

import pytest
from django.contrib.auth.models import Group, Permission

from core.models import GroupRights
from hosting_portal import staff

pytestmark = pytest.mark.django_db
TICKETS, NOTES = "support.change_ticket", "support.add_maintenance"


def rights(name: str) -> set[str]:
    found = Group.objects.get(name=name).permissions.select_related("content_type")
    return {f"{p.content_type.app_label}.{p.codename}" for p in found}


def right(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def test_a_new_portal_has_every_group_with_its_rights_and_a_second_setup_changes_nothing():
    assert staff.make_groups() == len(staff.GROUPS) + 1
    assert rights("support") == {*staff.SHARED, *staff.GROUPS["support"]}
    assert staff.make_groups() == 0


def test_a_right_that_a_release_adds_is_given_to_the_group_that_is_there(monkeypatch):
    fewer = tuple(name for name in staff.GROUPS["support"] if name != NOTES)
    monkeypatch.setitem(staff.GROUPS, "support", fewer)
    staff.make_groups()
    monkeypatch.undo()
    assert NOTES not in rights("support")
    assert staff.make_groups() == 1
    assert NOTES in rights("support")


def test_what_a_manager_has_taken_or_given_stays_as_it_is():
    staff.make_groups()
    group = Group.objects.get(name="support")
    group.permissions.remove(right(TICKETS))
    group.permissions.add(right("billing.change_invoice"))
    staff.make_groups()
    assert TICKETS not in rights("support")
    assert "billing.change_invoice" in rights("support")


def test_a_group_older_than_its_record_learns_of_what_it_has_never_heard_and_nothing_else():
    """A database of an earlier release: the manager had taken one right; incidents did not exist."""
    staff.make_groups()
    group = Group.objects.get(name="support")
    group.permissions.remove(right(TICKETS), *Permission.objects.filter(content_type__model="incident"))
    GroupRights.objects.all().delete()
    assert staff.make_groups() == 1
    assert TICKETS not in rights("support")
    assert {"support.view_incident", "support.change_incident"} <= rights("support")
