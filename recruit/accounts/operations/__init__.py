"""What people do with accounts; see the module of each part."""

from recruit.accounts.operations.ending import end_every_session, end_sessions_of
from recruit.accounts.operations.entering import (
    Entered,
    Link,
    ask_reset,
    check_passphrase,
    choose_passphrase,
    link,
)
from recruit.accounts.operations.factors import (
    SITE_KEY,
    Checked,
    check_second,
    confirm_authenticator,
    mail_code,
    make_codes,
    new_authenticator,
    opened_authenticator,
    renew_codes,
    sealed_authenticator,
)
from recruit.accounts.operations.lost_factor import (
    ask_factor_reset,
    confirm_factor_reset,
    withdraw_factor_reset,
)
from recruit.accounts.operations.naming import ask, confirm, create_procedure, withdraw
from recruit.accounts.operations.own import (
    change_language,
    change_passphrase,
    change_profile,
    end_other_sessions,
    end_session,
)
from recruit.accounts.operations.parking import expired_person, open_parked, park
from recruit.accounts.operations.people import (
    Given,
    end_capacity,
    give_capacity,
    sign_undertaking,
    tell_ended,
    tell_granted,
)
from recruit.accounts.operations.persons import end_administrator, invite, make_administrator

__all__ = [
    "SITE_KEY",
    "Checked",
    "Entered",
    "Given",
    "Link",
    "ask",
    "ask_factor_reset",
    "ask_reset",
    "change_language",
    "change_passphrase",
    "change_profile",
    "check_passphrase",
    "check_second",
    "choose_passphrase",
    "confirm",
    "confirm_authenticator",
    "confirm_factor_reset",
    "create_procedure",
    "end_administrator",
    "end_capacity",
    "end_every_session",
    "end_other_sessions",
    "end_session",
    "end_sessions_of",
    "expired_person",
    "give_capacity",
    "invite",
    "link",
    "mail_code",
    "make_administrator",
    "make_codes",
    "new_authenticator",
    "open_parked",
    "opened_authenticator",
    "park",
    "renew_codes",
    "sealed_authenticator",
    "sign_undertaking",
    "tell_ended",
    "tell_granted",
    "withdraw",
    "withdraw_factor_reset",
]
