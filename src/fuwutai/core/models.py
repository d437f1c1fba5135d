from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.jobs.models import Job, Routine

__all__ = ["ConfigurationChange", "Job", "Routine"]
