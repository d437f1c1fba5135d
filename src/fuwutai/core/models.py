from fuwutai.core.api.models import IdempotencyKey
from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.jobs.models import Job, Routine
from fuwutai.core.rounds import Setback

__all__ = ["ConfigurationChange", "IdempotencyKey", "Job", "Routine", "Setback"]
