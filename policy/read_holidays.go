package policy

// holidays reads book/holidays.yaml: the festivals of each year as the notice of that year states them.
func (r *reader) holidays(n *node) map[int]holidays {
	years := map[int]holidays{}
	at := map[int]*node{}
	for _, item := range r.list(n) {
		f := r.mapping(item, "year", "cite", "festivals")
		year := f.need("year")
		if year == nil {
			continue
		}
		h := holidays{Holidays{Year: r.number(year, 1990, 2999)}, map[Day]bool{}}
		if earlier := at[h.Year]; earlier != nil {
			r.faults.add(year, "%d 年重复，%s 已有", h.Year, earlier.where())
			continue
		}
		at[h.Year] = year
		if c := r.tableCite(f); c != nil {
			h.Notice = r.document(f.get("cite"), c.Document)
		}
		if festivals := f.need("festivals"); festivals != nil {
			seen := map[Day]*node{}
			for _, item := range r.list(festivals) {
				r.festival(item, &h, seen)
			}
		}
		years[h.Year] = h
	}
	return years
}

// festival reads one festival: the days off from first to last, with their number as a check, and the weekend days
// worked for them.
func (r *reader) festival(n *node, h *holidays, seen map[Day]*node) {
	f := r.mapping(n, "name", "from", "to", "days", "worked")
	f.must("name")
	for _, key := range []string{"from", "to", "days"} {
		f.need(key)
	}
	once := func(at *node, d Day) bool {
		if d.Year() != h.Year {
			r.faults.add(at, "%s 不在 %d 年，应写在它自己的年度之下", d, h.Year)
			return false
		}
		if earlier := seen[d]; earlier != nil {
			r.faults.add(at, "%s 重复，%s 已有", d, earlier.where())
			return false
		}
		seen[d] = at
		return true
	}
	from, to := f.day("from"), f.day("to")
	switch {
	case from == 0 || to == 0:
	case to < from:
		r.faults.add(f.get("to"), "止于 %s，早于起始日 %s", to, from)
	case f.get("days") != nil && to.DaysSince(from)+1 != r.number(f.get("days"), 1, 31):
		r.faults.add(f.get("days"), "%s 至 %s 共 %d 天，与 days 不符，请对照通知", from, to, to.DaysSince(from)+1)
	default:
		for d := from; d <= to; d = d.AddDays(1) {
			if once(f.get("from"), d) && !weekend(d) {
				h.Off = append(h.Off, d)
				h.working[d] = false
			}
		}
	}
	worked := f.get("worked")
	if worked == nil {
		return
	}
	for _, item := range r.list(worked) {
		d := r.dayOf(item)
		switch {
		case d == 0:
		case !weekend(d):
			r.faults.add(item, "%s 不是星期六或星期日，不能列为调休上班", d)
		case once(item, d):
			h.Worked = append(h.Worked, d)
			h.working[d] = true
		}
	}
}

// document finds a document that was read before.
func (r *reader) document(at *node, id string) Document {
	for _, d := range r.known {
		if d.ID == id {
			return d
		}
	}
	r.faults.add(at, "引用的文件 %q 不在 documents.yaml 中", id)
	return Document{}
}

// readHolidays reads the calendar, which belongs to no day's edition.
func (b *Book) readHolidays(faults faultSet) {
	n := b.files["holidays.yaml"]
	if n == nil {
		return
	}
	r := b.reader(b.from, faults)
	if documents := b.files["documents.yaml"]; documents != nil {
		r.known = r.documents(documents)
	}
	b.holidays = r.holidays(n)
	b.notices = map[string]bool{}
	for _, h := range b.holidays {
		b.notices[h.Notice.ID] = true
	}
}
