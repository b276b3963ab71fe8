"""Command centre, wall, rates, query, analysis, reports: reads the rooms below and owns no facts of
the domain.
"""
