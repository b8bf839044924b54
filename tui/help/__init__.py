"""The help texts, as data beside this module."""
