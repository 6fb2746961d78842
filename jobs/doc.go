// Package jobs is what recurs, and that it happens once: the yearly review, its publication, and
// the scheduler that runs such work on its days.
package jobs
