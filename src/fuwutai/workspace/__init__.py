"""What people who work here all day set up for themselves: views, open tickets, drafts, templates, macros."""
