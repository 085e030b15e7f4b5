"""The words of the house: from the sources to the catalogs, and whether anything is missing.

``sources`` reads every string marked for translation, ``catalogs`` keeps ``locale/<language>`` in step
with them, ``desk`` hands untranslated strings to a translator and takes them back. None of it needs
Django's settings, a database or the system's gettext.
"""
