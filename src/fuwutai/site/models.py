from fuwutai.site.backup.models import BackupPlan
from fuwutai.site.exports.models import Export

__all__ = ["BackupPlan", "Export"]
