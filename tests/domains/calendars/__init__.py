"""The calendars of the contract, as literal tables, and the people who do something on a day of them."""
