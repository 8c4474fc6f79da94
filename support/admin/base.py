"""What the desks of support share: facts read-only, verbs with their forms, new things made by the rooms' own acts."""

from core.admin import ReadOnlyAdmin, VerbAdmin

from .entering import Entered


class EntersAnew:
    """New rows are typed into an `Entered` form; the act it calls makes them."""

    entered: type[Entered]

    def has_add_permission(self, request):
        return request.user.has_perm(f"{self.opts.app_label}.add_{self.opts.model_name}")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj:
            return super().get_form(request, obj, change, **kwargs)
        return type(self.entered.__name__, (self.entered,), {"request": request})

    def get_fields(self, request, obj=None):
        return list(self.shown) if obj else self.entered.Meta.fields

    def get_readonly_fields(self, request, obj=None):
        return list(self.shown) if obj else ()

    def save_model(self, request, obj, form, change):
        obj.__dict__.update(form.made.__dict__)

    def save_related(self, request, form, formsets, change):
        """The act has written everything."""

    def construct_change_message(self, request, form, formsets, add=False):
        return []


class Desk(EntersAnew, VerbAdmin):
    """A thing with verbs that staff may also type in."""

    shown: tuple[str, ...] = ()
    forms_of: dict = {}

    def verb_form(self, verb):
        return self.forms_of.get(verb) or super().verb_form(verb)


class Book(EntersAnew, ReadOnlyAdmin):
    """Rows without verbs that staff type in."""

    shown: tuple[str, ...] = ()
