festival-greeting = { $who } are welcome at the festival.
