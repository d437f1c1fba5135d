from fuwutai.core.jobs.models import Job, Routine

__all__ = ["Job", "Routine"]
