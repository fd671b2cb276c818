"""Tables from an office's programs: CSV in any of its encodings, Excel workbooks, Chinese or English headings."""
