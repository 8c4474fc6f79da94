"""The cash desk: tills with an opening and a closing count, cash taken against a numbered receipt, the stamp duty."""
