"""Personal data (law 09-08): requests and their clock, copies, consent to marketing, how long data are kept."""
