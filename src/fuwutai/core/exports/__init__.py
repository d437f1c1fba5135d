"""Any list as a file. A list is declared once (rows, columns); formats write it; `fuwutai.site.exports` hands it out.

Rows are fetched as the page fetches them, so nobody takes home what they may not see.
"""
