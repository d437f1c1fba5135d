"""Settling class, priority and service class of a ticket by rules that administrators edit (mission C2, C3, C4).

`judging` says what the rules make of a ticket and changes nothing; `settling` puts that into the ticket and writes down
why; `overriding` is for the person who knows better, and whom the rules then leave alone.
"""
