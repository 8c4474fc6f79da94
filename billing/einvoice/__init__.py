"""Invoices and credit notes as data: the semantic model of EN 16931, written in its two syntaxes.

`cii.written` is the XML that the PDF carries (Factur-X, profile EN 16931), `ubl.written` the UBL 2.1 that is
downloaded. Both are made from the frozen content only, so they say what the paper says (C-24, facts D).
"""
