"""Virtual straps and virtual patients: what the demo and the tests play back.

Beside the product and not in it: it knows the domain, the pure floor and the
backend interface of bleak, and nothing of journal, store or collector.
"""
