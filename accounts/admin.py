"""The back office of people and accounts. Nobody is deleted: contracts and invoices name them."""

from importlib import import_module

from allauth.mfa.models import Authenticator
from auditlog.admin import LogEntry, LogEntryAdmin
from auditlog.filters import ResourceTypeFilter
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from core.acts import act_of
from core.admin import ReadOnlyAdmin
from notifications.models import FailingAddress

from . import lifecycle
from .accuracy import looking
from .forms import ContactForm, ProfileForm
from .models import Contact, Customer, Membership, SecondFactor, User


class NeverDeleted:
    def has_delete_permission(self, request, obj=None):
        return False


class DiscreetIdentity:
    """Identity card numbers are for who may read identity papers; the others see how one ends (SSL-11.3(8))."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Who may only look gets no form to fill in."""
        only_looks = obj is not None and not self.has_change_permission(request, obj)
        shown = {"form": ModelForm} if only_looks else {}
        return super().get_form(request, obj, change, **shown, **kwargs)

    def get_fieldsets(self, request, obj=None):
        found = super().get_fieldsets(request, obj)
        if request.user.has_perm("accounts.see_identity"):
            return found
        return [
            (title, {**options, "fields": ["end_of_cin" if f == "cin" else f for f in options["fields"]]})
            for title, options in found
        ]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "end_of_cin"]

    @admin.display(description=_("identity card (CIN)"))
    def end_of_cin(self, party):
        return f"…{party.cin[-2:]}" if party.cin else "–"


class UserCreation(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class UserChange(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


@admin.register(User)
class UserAdmin(NeverDeleted, DjangoUserAdmin):
    form, add_form = UserChange, UserCreation
    list_display = ["email", "name", "language", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["email", "name", "=public_id"]
    ordering = ["email"]
    readonly_fields = ["public_id", "last_login"]
    fieldsets = [
        (None, {"fields": ["public_id", "email", "name", "language", "password", "last_login"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "language", "usable_password", "password1", "password2"]})
    ]

    def has_change_permission(self, request, obj=None):
        """A superuser is changed by superusers only; otherwise whoever keeps users could become one."""
        out_of_reach = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not out_of_reach and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        above = [] if request.user.is_superuser else ["is_superuser"]
        return [*super().get_readonly_fields(request, obj), *above]


class MembershipInline(NeverDeleted, admin.TabularInline):
    model = Membership
    autocomplete_fields = ["user"]
    extra = 0


class ContactInline(NeverDeleted, admin.TabularInline):
    model = Contact
    fields = readonly_fields = [
        "full_name",
        "organisation",
        "city",
        "country",
        "email",
        "phone",
        "is_archived",
    ]
    show_change_link = True
    extra = 0

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Customer)
class CustomerAdmin(DiscreetIdentity, NeverDeleted, admin.ModelAdmin):
    form = ProfileForm
    list_display = ["name", "kind", "city", "country", "billing_email", "created_at"]
    list_filter = ["kind", "country", "export_exempt", ("ice", admin.EmptyFieldListFilter)]
    search_fields = ["name", "ice", "billing_email", "=public_id", "memberships__user__email"]
    told = ("public_id", "export_exempt", "created_at", "closed_at", "shown_failing", "shown_signs")
    readonly_fields = told
    fieldsets = [
        *((title, {"fields": list(names)}) for title, names in ProfileForm.layout),
        (_("Number"), {"fields": told}),
    ]
    inlines = [MembershipInline, ContactInline]

    @admin.display(description=_("failing addresses"))
    def shown_failing(self, customer):
        rows = FailingAddress.objects.of(customer).filter(over_at=None)
        return ", ".join(f"{row.address} ({row.why}, {row.status})" for row in rows) or "–"

    @admin.display(description=_("signs of inaccurate data"))
    def shown_signs(self, customer):
        """They advise and decide nothing (DN-7.3.2)."""
        return "; ".join(looking.signs(customer)) or "–" if customer.pk else "–"

    def save_model(self, request, obj, form, change):
        (lifecycle.change_account if change else lifecycle.add_account)(obj, act_of(request))

    def save_formset(self, request, form, formset, change):
        for row in formset.save(commit=False):
            lifecycle.save_membership(row, act_of(request))


@admin.register(Contact)
class ContactAdmin(DiscreetIdentity, NeverDeleted, admin.ModelAdmin):
    form = ContactForm
    list_display = [
        "full_name",
        "organisation",
        "customer",
        "country",
        "email",
        "changed_late",
        "is_archived",
    ]
    list_filter = ["changed_late", "is_archived", "kind"]
    list_select_related = ["customer"]
    search_fields = ["full_name", "organisation", "email", "=public_id", "customer__name"]
    readonly_fields = ["public_id", "customer", "changed_at", "changed_late", "is_archived"]
    fieldsets = [
        *((title, {"fields": list(names)}) for title, names in ContactForm.layout),
        (_("Number"), {"fields": ["public_id", "customer", "changed_at", "changed_late", "is_archived"]}),
    ]

    def has_add_permission(self, request):
        return False

    def save_model(self, request, obj, form, change):
        lifecycle.save_contact(obj, act_of(request))


admin.site.unregister([Authenticator, LogEntry])


@admin.register(LogEntry)
class ChangeLogAdmin(LogEntryAdmin):
    """What has changed on accounts, found by our own users' mail address."""

    list_display = ["created", "resource_url", "action", "msg_short", "user_url"]
    list_filter = ["action", ResourceTypeFilter]
    search_fields = ["object_repr", "actor__email", "actor__name"]


@admin.register(SecondFactor)
class SecondFactorAdmin(ReadOnlyAdmin):
    """Who has a second factor; one that is lost is taken away here, and its owner signs in to add another."""

    list_display = fields = ["person", "kind", "added", "used"]
    list_select_related = ["user"]
    search_fields = ["user__email"]

    def has_delete_permission(self, request, obj=None):
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    @admin.display(description=_("user"), ordering="user__email")
    def person(self, factor):
        return factor.user

    @admin.display(description=_("kind"), ordering="type")
    def kind(self, factor):
        return factor.get_type_display()

    @admin.display(description=_("added on"), ordering="created_at")
    def added(self, factor):
        return factor.created_at

    @admin.display(description=_("last used on"), ordering="last_used_at")
    def used(self, factor):
        return factor.last_used_at


import_module("accounts.admin_exports")
import_module("accounts.accuracy.admin")
import_module("accounts.privacy.admin")
