"""Work to do later, kept in the database and the transaction of what caused it.

A job is declared with `@job(_("What it does"))` on a module-level function whose arguments are JSON, and is asked for
with `function.enqueue(...)` inside the transaction that causes it: either both are there or neither. It may run more
than once (its worker can be killed after the work and before the row is gone), so what it does must be safe to repeat.
What may take minutes is a `@long_job`, so that mail and notices never wait for it.
The row is the truth; `worker` runs it here, and a relay may hand it to another engine without a change to any job.
"""

from fuwutai.core.jobs.declaring import job, label_of, long_job

__all__ = ["job", "label_of", "long_job"]
