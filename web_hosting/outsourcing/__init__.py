"""Outsourcing: missions billed by time after an estimate, and the monthly contract (HD-2.3).

A mission is paid in advance like everything (HD-3.1c): the accepted estimate is a proforma, work begins once it is
paid, what was not worked is credited at the end (HD-2.3.1 bills the time worked), work beyond it waits for another one.
"""
