import pytest
from tests.laws import test_isolation as law
from tests.laws.test_isolation import *  # noqa
orig = law.owned
law.owned = lambda: [s for s in orig() if s.name.startswith("web_hosting:")]
