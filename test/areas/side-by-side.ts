import t from 'tap'

// For an area whose tests wait more than they work.
t.jobs = 4
