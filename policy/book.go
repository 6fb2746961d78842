package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// ErrBeforeBook is returned for a day before the first day the book answers for.
var ErrBeforeBook = errors.New("政策库没有收录这一天的口径")

// Book is the policy with all its dated values: the files as they were read. It never changes and may
// be used by many goroutines.
type Book struct {
	from     Day
	files    map[string]*node // by path inside the folder book
	holidays map[int]holidays // by year
	notices  map[string]bool  // Document.IDs that the holidays cite
}

// The single files of a book, beside its folders.
var bookFiles = []string{"book.yaml", "documents.yaml", "ladders.yaml", "kinds.yaml", "counties.yaml", "zones.yaml",
	"sections.yaml", "scale.yaml", "fields.yaml", "rates.yaml", "watch.yaml", "holidays.yaml", "measures.yaml"}

var bookFolders = []string{"tiers", "criteria", "scores", "clauses"}

// Load reads the folder book of fsys. It refuses a book with any fault, and its error, of type Faults,
// names all of them with file and line: the book is read as it stands on every day on which something
// in it changes, so a fault of next year is found today.
func Load(fsys fs.FS) (*Book, error) {
	faults := faultSet{}
	b := &Book{files: readFiles(fsys, faults)}
	if top := b.files["book.yaml"]; top != nil {
		r := b.reader(0, faults)
		f := r.mapping(top, "from")
		f.need("from")
		b.from = f.day("from")
	}
	if b.from != 0 {
		b.readHolidays(faults)
		b.check(faults)
	}
	if len(faults) > 0 {
		return nil, faults.sorted()
	}
	return b, nil
}

// check reads the book on its first day and on every day of change that turns up.
func (b *Book) check(all faultSet) {
	todo, done := []Day{b.from}, map[Day]bool{}
	for len(todo) > 0 {
		day := todo[0]
		todo = todo[1:]
		if done[day] {
			continue
		}
		done[day] = true
		faults := faultSet{}
		r := b.reader(day, faults)
		r.checkEdition(r.edition())
		maps.Copy(all, faults)
		todo = append(todo, slices.Sorted(maps.Keys(r.breaks))...)
	}
}

func readFiles(fsys fs.FS, faults faultSet) map[string]*node {
	files := map[string]*node{}
	err := fs.WalkDir(fsys, "book", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		inside := strings.TrimPrefix(name, "book/")
		switch ext := path.Ext(name); {
		case ext != ".yaml" && ext != ".yml":
			return nil
		case ext == ".yml" || !slices.Contains(bookFiles, inside) && !slices.Contains(bookFolders, path.Dir(inside)):
			faults.add(&node{file: name}, "政策库没有这个文件的位置：应为 %s，或 %s 文件夹里的 .yaml",
				strings.Join(bookFiles, "、"), strings.Join(bookFolders, "、"))
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		files[inside] = parseYAML(name, text, faults)
		return nil
	})
	if err != nil {
		faults.add(&node{file: "book"}, "政策库文件夹读不出来：%v", err)
		return files
	}
	for _, name := range bookFiles {
		if _, ok := files[name]; !ok {
			faults.add(&node{file: "book/" + name}, "缺少这个文件")
		}
	}
	return files
}

// From returns the first day the book answers for.
func (b *Book) From() Day { return b.from }

// At returns the edition of a day. Every call builds a new one, so the caller may change it (Edition.Set)
// without touching the book. A day before From is refused with ErrBeforeBook.
func (b *Book) At(day Day) (*Edition, error) {
	if day < b.from {
		return nil, fmt.Errorf("%w：%s（政策库从 %s 起）", ErrBeforeBook, day, b.from)
	}
	e := b.reader(day, faultSet{}).edition()
	return e, e.seal()
}

func (b *Book) reader(day Day, faults faultSet) *reader {
	return &reader{day: day, from: b.from, files: b.files, faults: faults, breaks: map[Day]bool{},
		notices: b.notices, named: map[string]*node{}, places: map[any]*node{}, scores: map[string][]Part{}}
}

// edition reads all files. Files that could not be parsed, and had their fault noted then, are passed over.
func (r *reader) edition() *Edition {
	e := &Edition{Day: r.day}
	single := func(name string, read func(n *node)) {
		if n := r.files[name]; n != nil {
			read(n)
		}
	}
	names := map[string]*node{}
	single("documents.yaml", func(n *node) { e.Documents = r.documents(n) })
	single("ladders.yaml", func(n *node) { e.Ladders = r.ladders(n) })
	single("kinds.yaml", func(n *node) { e.Kinds = r.kinds(n) })
	single("counties.yaml", func(n *node) { e.City, e.Counties = r.counties(n, names) })
	single("zones.yaml", func(n *node) { e.Zones = r.zones(n, names) })
	single("sections.yaml", func(n *node) { e.Sections = r.sections(n) })
	single("scale.yaml", func(n *node) { e.Scale = r.scale(n) })
	single("fields.yaml", func(n *node) { e.Fields = r.fieldNames(n) })
	single("rates.yaml", func(n *node) { e.Rates = r.rates(n) })
	single("watch.yaml", func(n *node) { e.Watch = r.watch(n) })
	for _, n := range r.folder("scores") {
		r.sharedScore(n)
	}
	for _, n := range r.folder("criteria") {
		e.Criteria = append(e.Criteria, r.shared(n))
	}
	tiers, ladders := map[string]Tier{}, map[string][]string{}
	for _, n := range r.folder("tiers") {
		t, on := r.tier(n)
		tiers[t.ID], ladders[t.ID] = t, on
	}
	e.Tiers = r.order(e.Ladders, tiers, ladders)
	for _, n := range r.folder("clauses") {
		e.Clauses = append(e.Clauses, r.clause(n))
	}
	single("measures.yaml", func(n *node) { e.Measures = r.measures(n) })
	e.Documents = slices.DeleteFunc(e.Documents, r.onlyNotice)
	return e
}

// onlyNotice reports a document that nothing but the holidays cites. It is no part of an edition: the calendar of a new
// year must not give the editions another name.
func (r *reader) onlyNotice(d Document) bool {
	return r.notices[d.ID] && !slices.ContainsFunc(r.cited, func(c citation) bool { return c.cite.Document == d.ID })
}

// folder returns the files of a folder in the order of their names.
func (r *reader) folder(name string) []*node {
	var nodes []*node
	for _, file := range slices.Sorted(maps.Keys(r.files)) {
		if n := r.files[file]; n != nil && path.Dir(file) == name {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// seal writes the digest: sha256 of the edition's JSON without its day and digest.
func (e *Edition) seal() error {
	bare := *e
	bare.Day, bare.Digest = 0, ""
	text, err := json.Marshal(&bare)
	if err != nil {
		return fmt.Errorf("政策版本无法编码:%w", err)
	}
	sum := sha256.Sum256(text)
	e.Digest = hex.EncodeToString(sum[:])
	return nil
}
