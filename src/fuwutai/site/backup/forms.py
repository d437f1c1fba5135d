from fuwutai.core.configuration.forms import SettingForm
from fuwutai.site.backup.models import BackupPlan


class PlanForm(SettingForm[BackupPlan]):
    class Meta:
        model = BackupPlan
        fields = ("active", "folder", "hour", "keep", "passphrase_file")
