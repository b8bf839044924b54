"""The rules: one mechanism a module, pure elementwise NumPy over arrays whose last axis is the run.

The order in which they act is decided in one place, `sim.model.QUARTER`.
"""
