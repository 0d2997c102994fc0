"""Forms of accounts: shape and limits of input; the rules decide elsewhere."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    validators,
)

from recruit.core.forms import DateTimeLocalField, Form, at_most, needed
from recruit.core.languages import NAMES
from recruit.core.words import _


@lru_cache(maxsize=1)
def zones() -> list[tuple[str, str]]:
    """The time zones to choose from: (IANA name, name in words)."""
    names = sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc/"))
    return [(name, name.replace("_", " ").replace("/", ", ")) for name in names]


def _same(other: str) -> validators.EqualTo:
    return validators.EqualTo(other, _("The two are not the same."))


class SignInForm(Form):
    """Mail address and passphrase."""

    mail = EmailField(_("Mail address"), [needed(_("Type your mail address.")), at_most(254)])
    passphrase = PasswordField(_("Passphrase"), [needed(_("Type your passphrase.")), at_most(1024)])


class CodeForm(Form):
    """A code of the second factor."""

    code = StringField(_("Code"), [needed(_("Type the code.")), at_most(64)])


class LostForm(Form):
    """The address of somebody whose passphrase is lost."""

    mail = EmailField(_("Mail address"), [needed(_("Type your mail address.")), at_most(254)])


class SessionsForm(Form):
    """Whose sessions an administrator ends."""

    mail = EmailField(_("Mail address"), [needed(_("Type the mail address.")), at_most(254)])


class PassphraseForm(Form):
    """A passphrase chosen by a link."""

    passphrase = PasswordField(_("Passphrase"), [needed(_("Choose a passphrase.")), at_most(1024)])
    again = PasswordField(_("The same passphrase again"), [_same("passphrase")])


class InvitationForm(PassphraseForm):
    """The same with the time zone, at the first time."""

    zone = SelectField(_("Your time zone"), choices=zones)


class AuthenticatorForm(Form):
    """An authenticator proven by its first code."""

    sealed = HiddenField(validators=[at_most(400)])
    new_code = StringField(
        _("The code that your authenticator shows now"),
        [needed(_("Type the six digits.")), at_most(20)],
    )


class PasskeyForm(Form):
    """A passkey to be registered: the page's challenge and the authenticator's answer."""

    sealed = HiddenField(validators=[at_most(600)])
    answer = HiddenField(validators=[at_most(8_000)])
    label = StringField(_("Name of the passkey"), [at_most(60)])


class ProfileForm(Form):
    """What people may change about themselves."""

    function = StringField(_("Function"), [at_most(200)])
    zone = SelectField(_("Time zone"), choices=zones)
    lang = SelectField(_("Language"), choices=list(NAMES.items()), validate_choice=False)
    digest = BooleanField(_("One mail a day with what is new, instead of one for each notice"))


class ChangeForm(Form):
    """A new passphrase, given the old one."""

    old = PasswordField(_("The passphrase until now"), [needed(_("Type it.")), at_most(1024)])
    new = PasswordField(_("The new passphrase"), [needed(_("Choose one.")), at_most(1024)])
    again = PasswordField(_("The new one again"), [_same("new")])


class PersonForm(Form):
    """Somebody who is to be given a capacity."""

    name = StringField(_("Name"), [needed(_("Type the name.")), at_most(200)])
    mail = EmailField(
        _("Mail address"),
        [
            needed(_("Type the mail address.")),
            at_most(254),
            validators.Regexp(r"[^@\s]+@[^@\s]+\Z", message=_("This is no mail address.")),
        ],
    )


class CapacityForm(PersonForm):
    """The same with the capacity, the State and the note where they are asked."""

    function = StringField(_("Function"), [at_most(200)])
    capacity = SelectField(_("Capacity"), choices=[])
    state = SelectField(_("State"), choices=[("", "")])
    note = StringField(_("The mission's note: number and date"), [at_most(200)])


class UndertakingForm(Form):
    """The undertaking, ticked and signed by name."""

    agreed = BooleanField(_("I have read the text above and undertake what it says."))
    typed_name = StringField(
        _("Your name, as signature"), [needed(_("Type your name.")), at_most(200)]
    )


class ProcedureForm(Form):
    """A procedure to be opened from a preset."""

    name = StringField(
        _("Short name, for its address"),
        [
            needed(_("Give it a short name.")),
            validators.Regexp(
                r"[a-z0-9][a-z0-9-]{1,38}\Z",
                message=_("Two to forty small letters, digits and hyphens."),
            ),
        ],
    )
    preset = SelectField(_("Rules"), choices=[])
    closure = DateTimeLocalField(
        _("Closure of the meeting, in Geneva time"),
        [validators.Optional()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )


class SuccessionForm(PersonForm):
    """The President's successor, with the letter naming them (R21)."""

    letter = StringField(
        _("The letter naming them: number, date, sender"),
        [needed(_("Give the letter that names the successor.")), at_most(300)],
    )


class AskForm(PersonForm):
    """Whom the other administrator is to confirm."""

    capacity = SelectField(_("Capacity"), choices=[])
