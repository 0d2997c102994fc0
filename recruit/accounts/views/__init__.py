"""Pages of accounts: sign-in, one's own account, the administrators', people, undertakings."""

from recruit.accounts.views import entering, own, parked, passkeys, people, site, undertaking
from recruit.accounts.views.door import bp
from recruit.accounts.views.notices import join

blueprints = [bp]
__all__ = [
    "blueprints",
    "entering",
    "join",
    "own",
    "parked",
    "passkeys",
    "people",
    "site",
    "undertaking",
]
