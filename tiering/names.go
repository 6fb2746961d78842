package tiering

// MetricName returns a metric's name in Chinese and the unit in which people read it; false for a name that is none.
func MetricName(name string) (label, unit string, ok bool) {
	i := metricIndex(name)
	if i < 0 {
		return "", "", false
	}
	return metricTable[i].label, metricTable[i].sign, true
}

// FigureName returns the Chinese title of a yearly figure by its key, the key when there is no such figure.
func FigureName(key string) string {
	for _, f := range FigureTable {
		if f.Key == key {
			return f.Title
		}
	}
	return key
}
