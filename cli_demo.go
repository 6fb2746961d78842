package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yunti/importers"
	"yunti/models"
	"yunti/policy"
	"yunti/sample"
)

type demoCmd struct {
	Addr    string `env:"YUNTI_ADDR" default:"127.0.0.1:8080" help:"${addr}"`
	File    string `default:"data/demo.db" type:"path" placeholder:"FILE" help:"${out}"`
	Firms   int    `default:"3000" help:"${firms}"`
	Seed    uint64 `default:"7" help:"${seed}"`
	NoServe bool   `help:"${noserve}"`
}

// demoYears are reviewed and published in this order.
var demoYears = []int{2021, 2022, 2023}

// tourLength is how many of the city's example firms are pointed out; the first ones show most.
const tourLength = 10

// Run makes the city beside its final name, so that a demo which was interrupted is never taken for a finished one.
func (d demoCmd) Run(c *runContext) error {
	if _, err := os.Stat(d.File); errors.Is(err, os.ErrNotExist) {
		if err := d.build(c); err != nil {
			return err
		}
	} else if err != nil {
		return err
	} else {
		c.say(tr("沿用已有的示范城市 %s（删除该文件可重新生成）", "using the city in %s (delete the file to make it anew)"), d.File)
	}
	d.tour(c)
	if d.NoServe {
		return nil
	}
	return serveCmd{database: database{DB: "sqlite:" + d.File}, Addr: d.Addr}.Run(c)
}

func (d demoCmd) build(c *runContext) error {
	started := time.Now()
	rosters, err := os.MkdirTemp("", "yunti-rosters-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(rosters)
	c.say(tr("生成示范城市：%d 户企业（均为虚构）", "making a city of %d invented firms"), d.Firms)
	files, err := sample.Write(c, rosters, sample.Options{Firms: d.Firms, Seed: d.Seed}, nil)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(d.File), 0o755); err != nil {
		return err
	}
	partial := d.File + ".partial"
	removeDatabase(partial)
	if err := fill(c, "sqlite:"+partial, files); err != nil {
		return err
	}
	if err := os.Rename(partial, d.File); err != nil {
		return err
	}
	c.say(tr("示范城市已就绪，用时 %.0f 秒：%s", "the city is ready after %.0f s: %s"), time.Since(started).Seconds(), d.File)
	return nil
}

// fill imports the rosters and reviews and publishes the demo years.
func fill(c *runContext, url string, files []string) error {
	db, b, err := database{DB: url}.openWithBook(c)
	if err != nil {
		return err
	}
	defer db.Close()
	ed, err := b.At(today())
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := takeIn(c, db, ed, file); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
	for _, year := range demoYears {
		review, err := runReview(c, db, b, year, true)
		if err != nil {
			return err
		}
		if err := summarise(c, db, review); err != nil {
			return err
		}
	}
	return nil
}

func takeIn(c *runContext, db *models.DB, ed *policy.Edition, file string) error {
	kind, year := rosterOf(file)
	filing, err := planFile(c, db, ed, kind, file, importers.ReadOptions{Year: year})
	if err != nil {
		return err
	}
	if filing, err = importers.Apply(c, db, models.Everything, filing.ID, operator(), time.Now()); err != nil {
		return err
	}
	return importCmd{File: file}.print(c, filing)
}

// rosterOf reads kind and year off a file name: figures-2023.xlsx.
func rosterOf(file string) (kind string, year int) {
	kind = strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	if name, digits, found := strings.Cut(kind, "-"); found {
		if _, err := fmt.Sscanf(digits, "%d", &year); err == nil {
			return name, year
		}
	}
	return kind, 0
}

func removeDatabase(path string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		os.Remove(path + suffix)
	}
}

// tour prints what to look at.
func (d demoCmd) tour(c *runContext) {
	fmt.Fprintf(c.out, "\n%s\n", tr("可以这样看：", "Things to look at:"))
	year := demoYears[len(demoYears)-1]
	highlights := sample.Highlights(sample.Options{Firms: d.Firms, Seed: d.Seed})
	for _, h := range highlights[:min(tourLength, len(highlights))] {
		fmt.Fprintf(c.out, "  yunti explain %s --year %d --db sqlite:%s\n      %s：%s\n", h.Code, h.Year, d.File, h.Title, h.Why)
	}
	fmt.Fprintf(c.out, "  yunti report annual --year %d -o 年度梯度培育报告.xlsx --db sqlite:%s\n\n", year, d.File)
}
