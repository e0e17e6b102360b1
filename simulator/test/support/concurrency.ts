import t from 'tap'

// For a suite whose tests wait more than they work.
t.jobs = 4
