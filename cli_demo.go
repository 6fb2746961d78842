package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yunti/access"
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
	if err := d.accounts(c); err != nil {
		return err
	}
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
	if err := os.MkdirAll(filepath.Dir(d.File), 0o750); err != nil {
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
	return settleDemo(c, db, b)
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

// accounts makes an account of each role when the city has none and prints the passwords, which nobody can look up later:
// then it tells how to get another.
func (d demoCmd) accounts(c *runContext) error {
	db, b, err := database{DB: "sqlite:" + d.File}.openWithBook(c)
	if err != nil {
		return err
	}
	defer db.Close()
	users, total, err := db.Users(c, models.UserFilter{Size: models.MaxPage})
	if err != nil {
		return err
	}
	if total > 0 {
		names := make([]string, len(users))
		for i, u := range users {
			names[i] = u.Username
		}
		c.say(tr("账号：%s。密码在生成示范城市时显示过；忘了可以重置：yunti user passwd 用户名 --random --db sqlite:%s",
			"accounts: %s. Their passwords were shown when the city was made; for another: yunti user passwd NAME --random --db sqlite:%s"), strings.Join(names, tr("、", ", ")), d.File)
		return nil
	}
	ed, err := b.At(today())
	if err != nil {
		return err
	}
	accounts, err := access.NewDesk(db).DemoAccounts(c, time.Now(), operator(), ed)
	if err != nil {
		return err
	}
	rows := [][]string{{tr("用户名", "USER"), tr("密码", "PASSWORD"), tr("角色", "ROLE"), tr("范围", "SCOPE")}}
	for i := range accounts {
		u := &accounts[i].User
		rows = append(rows, []string{u.Username, accounts[i].Password, roleName(u.Role), placeOf(ed, u)})
	}
	fmt.Fprintf(c.out, tr("登录 http://%s 用的账号（密码只显示这一次）：\n", "Accounts for http://%s (the passwords are shown this once):\n"), d.Addr)
	printTable(c.out, rows)
	fmt.Fprintln(c.out)
	return nil
}
