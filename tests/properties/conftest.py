"""How long properties are tried: quickly by default; `SIGNOFF_PROPERTIES=more` looks twenty times as far."""

import os

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile("quick", max_examples=50, stateful_step_count=25, deadline=None, suppress_health_check=SLOW)
settings.register_profile("more", max_examples=1_000, stateful_step_count=40, deadline=None, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("SIGNOFF_PROPERTIES", "quick"))
