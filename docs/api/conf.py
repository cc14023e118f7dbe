# The reference of the Python package, from its docstrings: scripts/docs builds it with Sphinx.
#
# SPDX-License-Identifier: Apache-2.0
import joyfulprofit

project = "joyfulprofit"
version = release = joyfulprofit.__version__
project_copyright = "the authors of joyfulprofit"

extensions = ["sphinx.ext.autodoc", "numpydoc"]
autodoc_typehints = "none"  # the docstrings name the types
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
exclude_patterns = []
html_theme = "alabaster"
html_theme_options = {"description": "The relationship of a client and a supplier, scored from the record",
                      "page_width": "70em"}
html_show_sourcelink = False
