"""Every test works from the files themselves, unless it is about the cache."""

import os

os.environ["SUBSIDY_NO_CACHE"] = "1"
