package tiering

import (
	"encoding/json"
	"hash/crc32"
	"testing"

	"yunti/policy"
)

// benchFirms are firms as a city reports them: four years of figures, three to five recognitions.
func benchFirms(b *testing.B) (*Judge, []Facts) {
	j := bookJudge(b, 2023)
	g := newGenerator(1)
	firms := make([]Facts, 512)
	for i := range firms {
		firms[i] = g.ordinary()
	}
	return j, firms
}

// BenchmarkJudge measures judging with writing the compact verdict. Floor is what no judge can do
// without: reading each figure and recognition once and writing as many bytes with their sum.
func BenchmarkJudge(b *testing.B) {
	j, firms := benchFirms(b)
	var v Verdict
	blobs := make([][]byte, len(firms))
	size := 0
	for i := range firms {
		j.Judge(&firms[i], 2023, &v)
		blobs[i] = v.Append(nil)
		size += len(blobs[i])
	}
	b.Run("JudgeAppend", func(b *testing.B) {
		buf := make([]byte, 0, 4096)
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			j.Judge(&firms[n%len(firms)], 2023, &v)
			buf = v.Append(buf[:0])
			n++
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "firms/s")
		b.ReportMetric(float64(size)/float64(len(firms)), "bytes/verdict")
	})
	b.Run("JudgeOnly", func(b *testing.B) {
		n := 0
		for b.Loop() {
			j.Judge(&firms[n%len(firms)], 2023, &v)
			n++
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "firms/s")
	})
	b.Run("Floor", func(b *testing.B) {
		buf := make([]byte, 0, 4096)
		n, sum := 0, int64(0)
		for b.Loop() {
			f := &firms[n%len(firms)]
			for i := range f.Figures {
				for k := range NumFigures {
					if x, ok := f.Figures[i].Get(Figure(k)); ok {
						sum += x
					}
				}
			}
			for i := range f.Recognitions {
				sum += int64(f.Recognitions[i].Issued) + int64(len(f.Recognitions[i].Number))
			}
			buf = append(buf[:0], blobs[n%len(firms)]...)
			sum += int64(crc32.Checksum(buf, castagnoli))
			n++
		}
		if sum == 42 {
			b.Log(sum)
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "firms/s")
	})
}

// BenchmarkLacks measures the question that a review asks of every firm.
func BenchmarkLacks(b *testing.B) {
	j, _ := benchFirms(b)
	g := newGenerator(2)
	verdicts := make([]Verdict, 256)
	for i := range verdicts {
		f := g.odd()
		j.Judge(&f, 2023, &verdicts[i])
	}
	b.Run("Lacks", func(b *testing.B) {
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			j.Lacks(&verdicts[n%len(verdicts)])
		}
	})
	b.Run("Missing", func(b *testing.B) {
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			j.Missing(&verdicts[n%len(verdicts)], "")
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	j, firms := benchFirms(b)
	var before, v Verdict
	b.ReportAllocs()
	j.Judge(&firms[0], 2022, &before)
	j.Judge(&firms[0], 2023, &v)
	prior := Prior{policy.YearEnd(2022), before.Positions, before.Titled()}
	for b.Loop() {
		j.Compare(&prior, &v)
	}
}

func BenchmarkDecode(b *testing.B) {
	j, firms := benchFirms(b)
	var v Verdict
	j.Judge(&firms[0], 2023, &v)
	blob := v.Append(nil)
	b.Run("All", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := j.Decode(blob, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Standings", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := DecodeStandings(blob, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkExplain(b *testing.B) {
	j, firms := benchFirms(b)
	verdicts := make([]Verdict, len(firms))
	for i := range firms {
		j.Judge(&firms[i], 2023, &verdicts[i])
	}
	b.ReportAllocs()
	n, size := 0, 0
	for b.Loop() {
		x, err := json.Marshal(j.Explain(&verdicts[n%len(firms)]))
		if err != nil {
			b.Fatal(err)
		}
		size += len(x)
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "firms/s")
	b.ReportMetric(float64(size)/float64(n), "bytes/explanation")
}
