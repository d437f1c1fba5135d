"""Fuwutai (服务台): an IT service desk with the whole of ITIL service operation behind it."""
