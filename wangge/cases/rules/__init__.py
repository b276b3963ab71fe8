"""The pure decisions about cases: flows, desks, clocks and alarms, evidence, words people read, the hash
chain.
"""
