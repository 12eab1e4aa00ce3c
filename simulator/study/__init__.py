"""What is assumed: the schema, its loading, overrides and the assumption register.

`load` gives a `Study`, a study gives a `Scenario`; `check` says all that is wrong with a study.
"""
