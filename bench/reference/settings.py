"""The product's own settings with the reference's one table pair and two addresses in place of the
product's.
"""

from wangge.config.settings import *  # noqa: F403
from wangge.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.reference"]
ROOT_URLCONF = "bench.reference.urls"
