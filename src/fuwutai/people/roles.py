"""The roles that a new installation starts with (mission: the people), and the ticks they start with."""

from django.db import transaction

from fuwutai.people.models import Grant, Role, SeenPermission
from fuwutai.people.permissions import declared

BUILTIN: tuple[tuple[str, str, str, str], ...] = (
    ("administrator", "系统管理员", "系統管理員", "Administrator"),
    ("desk_agent", "服务台坐席", "服務台坐席", "Service desk agent"),
    ("desk_supervisor", "服务台主管", "服務台主管", "Service desk supervisor"),
    ("desk_manager", "服务台经理", "服務台經理", "Service desk manager"),
    ("onsite_engineer", "现场工程师", "現場工程師", "On-site engineer"),
    ("engineer", "支持工程师(二线)", "支援工程師(二線)", "Engineer (second line)"),
    ("specialist", "专家(三线)", "專家(三線)", "Specialist (third line)"),
    ("incident_manager", "事件经理", "事件經理", "Incident manager"),
    ("problem_manager", "问题经理", "問題經理", "Problem manager"),
    ("change_manager", "变更经理", "變更經理", "Change manager"),
    ("configuration_manager", "配置经理", "組態經理", "Configuration manager"),
    ("knowledge_manager", "知识经理", "知識經理", "Knowledge manager"),
    ("access_manager", "访问经理", "存取經理", "Access manager"),
    ("process_owner", "流程负责人", "流程負責人", "Process owner"),
    ("quality_analyst", "质量监督与分析员", "品質監督與分析員", "Quality analyst"),
    ("executive", "管理层", "管理層", "Executive"),
    ("auditor", "审计员", "稽核員", "Auditor"),
)


def ensure() -> None:
    """Create missing built-in roles and set the default ticks of permissions never seen before. Safe to repeat."""
    with transaction.atomic():
        for position, (key, hans, hant, english) in enumerate(BUILTIN):
            names = {"name_zh_hans": hans, "name_zh_hant": hant, "name_en": english}
            Role.objects.get_or_create(key=key, defaults={**names, "builtin": True, "position": position})
        roles = {role.key: role for role in Role.objects.all()}
        seen = set(SeenPermission.objects.values_list("key", flat=True))
        fresh = [permission for permission in declared() if permission.key not in seen]
        Grant.objects.bulk_create(
            [
                Grant(role=roles[key], permission=permission.key)
                for permission in fresh
                for key in {"administrator", *permission.roles}
            ],
            ignore_conflicts=True,
        )
        SeenPermission.objects.bulk_create([SeenPermission(key=permission.key) for permission in fresh])
