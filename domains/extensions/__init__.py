"""Extensions: their rules as dated revisions, what staff edit, what everybody reads."""
