package sample

// county is one of the 14 divisions, with its weight among the city's technology firms and the
// zones that overlap it.
type county struct {
	id, name, short string
	weight          int
	zones           []overlap
}

// overlap is the share of a county's firms, in thousandths, that lie in the zones named.
type overlap struct {
	zones string
	share int
}

// counties by GB/T 2260. Firms gather in the main city; zones overlap counties and each other.
var counties = [14]county{
	{"530102", "五华区", "五华", 190, []overlap{{"高新区", 360}}},
	{"530103", "盘龙区", "盘龙", 130, []overlap{{"高新区", 20}, {"滇中新区", 15}}},
	{"530111", "官渡区", "官渡", 200, []overlap{{"经开区", 230}, {"经开区、自贸试验区昆明片区", 190}, {"自贸试验区昆明片区", 70}, {"滇中新区", 60}, {"滇池度假区", 15}}},
	{"530112", "西山区", "西山", 120, []overlap{{"滇池度假区", 150}, {"高新区", 40}}},
	{"530113", "东川区", "东川", 15, nil},
	{"530114", "呈贡区", "呈贡", 150, []overlap{{"高新区", 330}, {"经开区", 150}, {"经开区、自贸试验区昆明片区", 60}, {"阳宗海", 25}, {"滇池度假区", 20}}},
	{"530115", "晋宁区", "晋宁", 30, []overlap{{"高新区", 90}}},
	{"530124", "富民县", "富民", 20, nil},
	{"530125", "宜良县", "宜良", 25, []overlap{{"阳宗海", 220}}},
	{"530126", "石林彝族自治县", "石林", 15, nil},
	{"530127", "嵩明县", "嵩明", 35, []overlap{{"滇中新区", 620}}},
	{"530128", "禄劝彝族苗族自治县", "禄劝", 10, []overlap{{"磨憨", 30}}},
	{"530129", "寻甸回族彝族自治县", "寻甸", 15, nil},
	{"530181", "安宁市", "安宁", 45, []overlap{{"滇中新区", 430}}},
}

// countyNamed returns the index in counties, by the short name.
func countyNamed(short string) int {
	for i := range counties {
		if counties[i].short == short {
			return i
		}
	}
	panic("no county " + short)
}

func drawCounty(d *dice) int {
	n := d.below(1000)
	for i := range counties {
		if n -= counties[i].weight; n < 0 {
			return i
		}
	}
	return 0
}

// drawZones returns the zones a firm of the county lies in, as a roster writes them; often none.
func drawZones(d *dice, c *county) string {
	n := d.below(1000)
	for _, o := range c.zones {
		if n -= o.share; n < 0 {
			return o.zones
		}
	}
	return ""
}
