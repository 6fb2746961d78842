package importers

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"yunti/models/modelstest"
)

func BenchmarkZZWrite(b *testing.B) { os.WriteFile("/tmp/importers/big.xlsx", figuresFile(b, 100000), 0o644) }

func hwm() string {
	s, _ := os.ReadFile("/proc/self/status")
	for _, l := range strings.Split(string(s), "\n") {
		if strings.HasPrefix(l, "VmHWM") {
			return l
		}
	}
	return ""
}

func TestZZMem(t *testing.T) {
	f, _ := os.Open("/tmp/importers/big.xlsx")
	st, _ := f.Stat()
	db := modelstest.SQLite(t)
	t0 := time.Now()
	s, err := Read(f, st.Size(), "big.xlsx", "figures", ReadOptions{Year: 2022})
	fmt.Println(err, time.Since(t0), hwm())
	t0 = time.Now()
	fl, err := Plan(t.Context(), db, edition(t), s, PlanOptions{Year: 2022, Actor: clerk, Now: now})
	fmt.Println(err, time.Since(t0), hwm(), fl.Rejects)
	t0 = time.Now()
	w, _ := os.Create("/tmp/importers/bigrej.xlsx")
	fmt.Println(Rejects(t.Context(), db, fl.ID, w), time.Since(t0), hwm())
	w.Close()
}
