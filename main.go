// Yunti 云梯 tracks the technology firms of a city up the official ladder: who stands where, why, what is
// missing for the next rung. This package is its command line and wires everything else.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"os/user"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"yunti/models"
	"yunti/policy"
)

// version is set by the linker.
var version = "dev"

// Exit codes; see docs/operations.md.
const (
	exitAttention = 1 // done, but something wants a person's attention
	exitFailed    = 2 // not done, nothing was changed
)

type cli struct {
	Serve    serveCmd    `cmd:"" default:"withargs" help:"${serve}"`
	Demo     demoCmd     `cmd:"" help:"${demo}"`
	Import   importCmd   `cmd:"" help:"${import}"`
	Review   reviewCmd   `cmd:"" help:"${review}"`
	Explain  explainCmd  `cmd:"" help:"${explain}"`
	Owed     owedCmd     `cmd:"" help:"${owed}"`
	Trial    trialCmd    `cmd:"" help:"${trial}"`
	Report   reportCmd   `cmd:"" help:"${report}"`
	Policy   policyCmd   `cmd:"" help:"${policy}"`
	Template templateCmd `cmd:"" help:"${template}"`
	Sample   sampleCmd   `cmd:"" help:"${sample}"`
	User     userCmd     `cmd:"" help:"${user}"`
	Audit    auditCmd    `cmd:"" help:"${audit}"`
	Backup   backupCmd   `cmd:"" help:"${backup}"`
	Migrate  migrateCmd  `cmd:"" help:"${migrate}"`
	Health   healthCmd   `cmd:"" help:"${health}"`
	Version  versionCmd  `cmd:"" help:"${version}"`
}

func main() {
	keepPrivate()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// terminal is where a command writes: results to out, progress and messages to err.
type terminal struct {
	out, err io.Writer
}

func (t terminal) say(format string, args ...any) { fmt.Fprintf(t.err, format+"\n", args...) }

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	var c cli
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("yunti"),
		kong.Description(tr("云梯：科技企业梯次培育管理系统", "Yunti: tracks technology firms up the official ladder")),
		kong.Vars(helpTexts()),
		kong.Writers(out, errOut),
		kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
	)
	if err != nil {
		panic(err) // the command line's own definition is wrong
	}
	command, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintf(errOut, "yunti: %s%s\n%s\n", tr("命令写法不对：", ""), usageText(err.Error()), tr("用法请看 yunti --help", "See yunti --help"))
		return exitFailed
	}
	err = command.Run(&runContext{Context: ctx, terminal: terminal{out, errOut}})
	return report(err, errOut)
}

// runContext is what every command gets.
type runContext struct {
	context.Context
	terminal
}

// attention ends a command that did its work with exit code 1.
type attention struct{ error }

// report prints what went wrong and returns the exit code.
func report(err error, w io.Writer) int {
	var a attention
	switch {
	case err == nil:
		return 0
	case errors.As(err, &a):
		if a.error != nil {
			fmt.Fprintln(w, a.error)
		}
		return exitAttention
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(w, tr("已中止。已完成的部分保留，再次运行会接着做。", "Stopped. What was complete is kept; run again to go on."))
		return exitFailed
	}
	fmt.Fprintf(w, "yunti: %s%v\n", headline(err), err)
	return exitFailed
}

// database opens and migrates the database of a command.
type database struct {
	DB string `name:"db" env:"YUNTI_DB" default:"sqlite:data/yunti.db" placeholder:"URL" help:"${db}"`
}

func (d database) open(ctx context.Context) (*models.DB, error) {
	db, err := models.Open(ctx, d.DB)
	if err != nil {
		return nil, err
	}
	if err := models.Migrate(ctx, db); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// existing is open for commands that only read: a file name written wrong must not become a new, empty database.
func (d database) existing(ctx context.Context) (*models.DB, error) {
	if path, file := strings.CutPrefix(d.DB, "sqlite:"); file {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf(tr("没有数据库文件 %s，请核对 --db 或 YUNTI_DB", "there is no database file %s; check --db or YUNTI_DB"), path)
		}
	}
	return d.open(ctx)
}

// openWithBook opens the database and loads the policy book.
func (d database) openWithBook(ctx context.Context) (*models.DB, *policy.Book, error) {
	b, err := book()
	if err != nil {
		return nil, nil, err
	}
	db, err := d.open(ctx)
	return db, b, err
}

// book loads the policy book that is built into the program.
func book() (*policy.Book, error) { return policy.Load(policy.Embedded()) }

// operator is who the audit trail names for the command line.
//
// It is whom the operating system runs the program for; what the environment says is believed of root alone, who may run it
// in the name of another.
func operator() models.Actor {
	name := tr("命令行", "command line")
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	if sudo := os.Getenv("SUDO_USER"); sudo != "" && os.Geteuid() == 0 {
		name = sudo
	}
	return models.Actor{Who: name, From: "cli"}
}

type migrateCmd struct{ database }

func (m migrateCmd) Run(c *runContext) error {
	db, err := m.open(c)
	if err != nil {
		return err
	}
	defer db.Close()
	c.say("%s", tr("数据库结构已是最新。", "The database schema is current."))
	return nil
}

type versionCmd struct{}

func (versionCmd) Run(c *runContext) error {
	b, err := book()
	if err != nil {
		return err
	}
	ed, err := b.At(today())
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "yunti %s  %s %.12s (%s)\n", version, tr("政策版本", "edition"), ed.Digest, ed.Day)
	return nil
}
