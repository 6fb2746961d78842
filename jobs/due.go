package jobs

import (
	"fmt"
	"time"
	_ "time/tzdata" // a bureau's server may have no zone files

	"github.com/robfig/cron/v3"
)

// zone is the one in which the days and hours of jobs are meant.
const zone = "Asia/Shanghai"

// timetable is a job's spec, understood: when it is due.
type timetable struct {
	spec  cron.Schedule
	place *time.Location
}

// readTimetable reads a cron line of five fields (minute hour day month weekday), Asia/Shanghai time.
func readTimetable(spec string) (timetable, error) {
	place, err := time.LoadLocation(zone)
	if err != nil {
		return timetable{}, fmt.Errorf("时区 %s 无法载入: %w", zone, err)
	}
	schedule, err := cron.ParseStandard(spec)
	if err != nil {
		return timetable{}, fmt.Errorf("定时规则 %q 无法读取: %w", spec, err)
	}
	return timetable{spec: schedule, place: place}, nil
}

// next returns the first due time after now.
func (t timetable) next(now time.Time) time.Time { return t.spec.Next(now.In(t.place)) }

// reach is how far back latest looks, nearest first, so that a job of every minute does not step
// through a year. The farthest covers 29 February.
var reach = []time.Duration{2 * time.Minute, 2 * time.Hour, 48 * time.Hour, 40 * 24 * time.Hour, 367 * 24 * time.Hour, 9 * 367 * 24 * time.Hour}

// latest returns the last due time that is not after now; the zero time when there is none.
func (t timetable) latest(now time.Time) time.Time {
	for _, span := range reach {
		var due time.Time
		for at := t.next(now.Add(-span)); !at.IsZero() && !at.After(now); at = t.next(at) {
			due = at
		}
		if !due.IsZero() {
			return due
		}
	}
	return time.Time{}
}
