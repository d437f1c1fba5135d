"""Channels: how people reach the desk and how it answers them.

A channel fetches, translates and sends. It decides nothing about tickets, and what it received
is kept raw before anything interprets it.
"""
