package access_test

import (
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yunti/access"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// morning is when the tests begin.
var morning = time.Date(2026, 3, 2, 0, 30, 0, 0, time.UTC)

// boss is who keeps accounts in the tests.
var boss = models.Actor{Who: "boss", Role: models.RoleAdmin, From: "10.0.0.1", Request: "r1"}

// home is the address from which people sign in.
const home = "10.0.0.8"

var edition = sync.OnceValue(func() *policy.Edition {
	b, err := policy.Load(policy.Embedded())
	if err != nil {
		panic(err)
	}
	ed, err := b.At(policy.NewDay(2026, 3, 2))
	if err != nil {
		panic(err)
	}
	return ed
})

// office is a desk at work, with a clock that stands still.
type office struct {
	*testing.T
	db     *models.DB
	desk   *access.Desk
	now    time.Time
	hashes *atomic.Int64
}

// each runs a test at an office on each kind of database.
func each(t *testing.T, test func(o *office)) {
	t.Helper()
	t.Parallel() // most of the time goes into waiting for disks
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		o := &office{T: t, db: db, now: morning, hashes: new(atomic.Int64)}
		o.desk = o.another()
		test(o)
	})
}

// another is a desk over the same records: another server, or the same one after a restart. Its hashes are cheap.
func (o *office) another() *access.Desk {
	d := access.NewDesk(o.db).Cheap()
	d.Patience(time.Minute)
	d.OnHash(func() { o.hashes.Add(1) })
	return d
}

func (o *office) later(d time.Duration) { o.now = o.now.Add(d) }

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// person makes a city user, or one of the role that is given, and returns the one-time password.
func (o *office) person(username string, role ...string) (password string) {
	o.Helper()
	n := access.NewUser{Username: username, Name: "某人", Role: models.RoleCity}
	if len(role) > 0 {
		n.Role = role[0]
	}
	switch n.Role {
	case models.RoleCounty:
		n.County = "五华区"
	case models.RoleIncubator:
		o.incubator("云测孵化器")
		n.Incubator = "云测孵化器"
	}
	password, _, err := o.desk.AddUser(o.Context(), o.now, boss, edition(), n)
	o.must(err)
	return password
}

func (o *office) incubator(name string) {
	o.Helper()
	i := models.Incubator{Name: name, Type: "科技企业孵化器", Level: "市级", County: "530102", Origin: models.Origin{Version: 1, UpdatedAt: o.now}}
	o.must(o.db.Write.Save(&i).Error)
}

// signIn is a sign-in from home that must succeed.
func (o *office) signIn(username, password string) (secret string, s *models.Session, u *models.User) {
	o.Helper()
	secret, s, u, err := o.desk.SignIn(o.Context(), o.now, username, password, home, "测试浏览器", "r2")
	o.must(err)
	return secret, s, u
}

// try is a sign-in whose outcome is to be seen.
func (o *office) try(d *access.Desk, username, password, from string) error {
	_, _, _, err := d.SignIn(o.Context(), o.now, username, password, from, "", "")
	return err
}

func (o *office) user(username string) *models.User {
	o.Helper()
	u, err := o.db.User(o.Context(), username)
	o.must(err)
	return u
}

// token makes a token of the user that lasts a month.
func (o *office) token(username string) (secret string) {
	o.Helper()
	u := o.user(username)
	secret, _, err := o.desk.NewToken(o.Context(), o.now, models.Actor{Who: username, Role: u.Role}, u, "程序", []string{models.ScopeRead}, o.now.Add(30*24*time.Hour))
	o.must(err)
	return secret
}

// change is a change by the boss that must succeed.
func (o *office) change(username string, c access.Change) *models.User {
	o.Helper()
	u, err := o.desk.ChangeUser(o.Context(), o.now, boss, edition(), username, o.user(username).Version, c)
	o.must(err)
	return u
}

// trail returns the lines of the audit trail in order.
func (o *office) trail() (lines []models.Entry) {
	o.Helper()
	o.must(o.db.Read.Order("seq").Find(&lines).Error)
	return lines
}

// acts counts the lines of the audit trail with that action.
func (o *office) acts(action string) (n int) {
	o.Helper()
	for _, line := range o.trail() {
		if line.Action == action {
			n++
		}
	}
	return n
}

// lastAct returns the last line of the trail and its detail.
func (o *office) lastAct() (models.Entry, map[string]any) {
	o.Helper()
	lines := o.trail()
	last := lines[len(lines)-1]
	detail := map[string]any{}
	if last.Detail != "" {
		o.must(json.Unmarshal([]byte(last.Detail), &detail))
	}
	return last, detail
}

func (o *office) count(model any) int {
	o.Helper()
	var n int64
	o.must(o.db.Read.Model(model).Count(&n).Error)
	return int(n)
}

func ptr[T any](v T) *T { return &v }

// has says what of the words a text lacks.
func lacks(text string, words ...string) (missing []string) {
	for _, w := range words {
		if !strings.Contains(text, w) {
			missing = append(missing, w)
		}
	}
	return missing
}
