"""Matching: how a typed reply is read and compared, in Chinese and in English.

reply    a raw reply made plain: Unicode forms, invisible characters, hedges, quotes
text     words against a key and its aliases; tokens and typos serve it
number   one number with its sign, scale, percent and unit; chinese, english and units serve it
letters  option letters, single or listed
verdicts the verdicts that do not depend on the question

No pattern here can backtrack more than linearly, and no reason names the key.
"""
