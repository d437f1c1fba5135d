from fuwutai.incidents.major.tests.world import crisis

__all__ = ["crisis"]
