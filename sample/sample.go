// Package sample makes a synthetic Kunming: firms with their whole lives, carriers and
// institutions, written as the roster workbooks that a bureau would send in. It serves the demo,
// the tests and the load runs. Everything in it is plainly made up: names say that they are
// examples, telephones cannot be dialled, codes and stock codes lie outside the blocks in use.
//
// A firm's life follows from the seed and the firm's number alone, so every roster is generated in
// passes of its own, in constant memory. Only integers decide anything.
package sample

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Options says which city to make: the same options give the same cells on any machine.
type Options struct {
	Firms int    // how many firms, 1 to MaxFirms
	Seed  uint64 // which of the possible cities
}

// MaxFirms bounds Options.Firms: names, codes and certificate numbers are unique up to it.
const MaxFirms = 1_000_000

// ErrSize is returned for a number of firms outside 1 … MaxFirms.
var ErrSize = errors.New("企业数量应在 1 至 1000000 之间")

// Highlight names a firm of the city that shows something worth looking at.
type Highlight struct {
	Code  string // 统一社会信用代码
	Name  string
	Title string // 到期失效高企
	Year  int    // the evaluation year that shows it
	Why   string // one sentence
}

// Write makes the city and writes its rosters into dir, which it creates when missing: KIND.xlsx,
// and KIND-YYYY.xlsx for figures (2018 to 2024) and above_scale (2021 to 2024). A workbook appears
// under its name only when it is complete; one of the same name is replaced. It returns the paths in
// the order in which they are best imported. progress, unless nil, is called now and then with the
// work done so far and the whole, in no unit; never by two goroutines at once.
func Write(ctx context.Context, dir string, opt Options, progress func(done, total int)) ([]string, error) {
	if opt.Firms < 1 || opt.Firms > MaxFirms {
		return nil, fmt.Errorf("%w,现为 %d", ErrSize, opt.Firms)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("无法创建目录 %s: %w", dir, err)
	}
	city, list := newCity(opt), rosters()
	m := meter{total: opt.Firms * len(list), report: progress}
	paths := make([]string, len(list))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(min(4, runtime.GOMAXPROCS(0)))
	for i, r := range list {
		paths[i] = filepath.Join(dir, r.file+".xlsx")
		group.Go(func() error {
			counted := 0
			err := r.write(ctx, city, paths[i], tabRows, func(firms int) {
				counted += firms
				m.add(firms)
			})
			if err != nil {
				return fmt.Errorf("无法写出 %s: %w", paths[i], err)
			}
			m.add(opt.Firms - counted)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return paths, nil
}

// write makes the workbook beside its place and moves it there when it is complete. limit is the
// last row of a worksheet that takes lines.
func (r *roster) write(ctx context.Context, city *city, path string, limit int, tick func(firms int)) (err error) {
	s, err := newSheet(r.layout, limit)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := r.fill(&clerk{ctx: ctx, city: city, sheet: s, tick: tick}); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	if err := errors.Join(s.finish(file), file.Chmod(0o644), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// meter adds up the work of all workbooks.
type meter struct {
	sync.Mutex
	done, total int
	report      func(done, total int)
}

func (m *meter) add(n int) {
	m.Lock()
	defer m.Unlock()
	if m.done += n; m.report != nil {
		m.report(m.done, m.total)
	}
}
