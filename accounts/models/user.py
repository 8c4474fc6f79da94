"""Who signs in, and how staff see his second factor."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.languages import Language
from core.ids import PublicIdField


class UserManager(BaseUserManager["User"]):
    """Users are found by their mail address, whatever its case."""

    def get_by_natural_key(self, email: str | None):
        return self.get(email=(email or "").lower())

    def create_user(self, email: str, password: str | None = None, **facts):
        user = self.model(email=email.strip().lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def of_address(self, email: str, **facts):
        """The person with this address; one whom nobody knows yet is there without a password, with these facts."""
        address = email.strip().lower()
        return self.filter(email=address).first() or self.create_user(address, **facts)

    def create_superuser(self, email: str, password: str | None = None, **facts):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **facts)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with a mail address."""

    public_id = PublicIdField("usr")
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.FRENCH
    )
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower")
        ]
        ordering = ["email"]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email


class SecondFactor(Authenticator):
    """A person's second factor, as staff see it: that it is there, never its secret."""

    class Meta:
        proxy = True
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
