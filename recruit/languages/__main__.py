"""``python -m recruit.languages``: the texts of the sources into the catalogues."""

from recruit.core.languages import compile_all
from recruit.languages.gathering import gather

gather()
compile_all()
