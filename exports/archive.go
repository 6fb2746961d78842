package exports

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"regexp"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// compression is the deflate level: rows are so alike that higher levels save a tenth for twice the time.
const compression = 2

// archive takes excelize's parts into the zip. The sheets come last: they are compressed side by side with
// their rows in place of excelize's own, and written in the order of the workbook.
type archive struct {
	*zip.Writer
	book   *workbook
	sheets map[*sheet]*part
	err    error
}

// part is one file of the archive. excelize writes each of them at once.
type part struct {
	archive *archive
	to      io.Writer // nil for a sheet
	sheet   *sheet
	frame   []byte // a sheet as excelize has it
}

func newArchive(w io.Writer, b *workbook) *archive {
	a := &archive{Writer: zip.NewWriter(w), book: b, sheets: map[*sheet]*part{}}
	a.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, compression) })
	return a
}

// Create begins a part.
func (a *archive) Create(name string) (io.Writer, error) {
	for _, s := range a.book.sheets {
		if s.path == name {
			p := &part{archive: a, sheet: s}
			a.sheets[s] = p
			return p, nil
		}
	}
	w, err := a.Writer.Create(name)
	a.keep(err)
	return &part{archive: a, to: w}, err
}

// Write takes a part in. Errors are kept too, since excelize forgets those of all parts but the last.
func (p *part) Write(b []byte) (int, error) {
	if p.sheet != nil {
		p.frame = bytes.Clone(b)
		return len(b), nil
	}
	_, err := p.to.Write(sorted(b))
	p.archive.keep(err)
	return len(b), err
}

// contentType is an entry of the list of content types.
var contentType = regexp.MustCompile(`<(Default|Override) [^>]*></(Default|Override)>`)

// sorted puts the entries of the list of content types in order. excelize lists them as a map gives
// them, and the same report must be the same file every time.
func sorted(part []byte) []byte {
	if !bytes.Contains(part, []byte("<Types ")) {
		return part
	}
	entries := contentType.FindAllString(string(part), -1)
	slices.Sort(entries)
	next := -1
	return contentType.ReplaceAllFunc(part, func([]byte) []byte {
		next++
		return []byte(entries[next])
	})
}

func (a *archive) keep(err error) {
	if a.err == nil {
		a.err = err
	}
}

// Close writes the sheets and ends the archive.
func (a *archive) Close() error {
	if a.err == nil {
		a.keep(a.packSheets())
	}
	a.keep(a.Writer.Close())
	return a.err
}

// packSheets compresses as many sheets at a time as there are processors.
func (a *archive) packSheets() error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	packed := make([]chan *packed, len(a.book.sheets))
	for i := range packed {
		packed[i] = newPacked()
	}
	written := make(chan error, 1)
	go func() { written <- a.writeSheets(packed) }()
	for i, s := range a.book.sheets {
		g.Go(func() error {
			p, err := s.pack(a.sheets[s])
			packed[i] <- p
			return err
		})
	}
	err := g.Wait()
	if failed := <-written; err == nil {
		err = failed
	}
	return err
}

// packed is a compressed sheet waiting in the spool.
type packed struct {
	spool *spool
	spans []span
	buf   []byte
	sum   uint32
	size  uint64 // before
	small uint64 // after
}

func newPacked() chan *packed { return make(chan *packed, 1) }

// writeSheets writes the compressed sheets as they come; nil stands for one that failed.
func (a *archive) writeSheets(sheets []chan *packed) (err error) {
	for i, c := range sheets {
		p := <-c
		if p == nil || err != nil {
			continue
		}
		var w io.Writer
		w, err = a.CreateRaw(&zip.FileHeader{Name: a.book.sheets[i].path, Method: zip.Deflate, CRC32: p.sum,
			UncompressedSize64: p.size, CompressedSize64: p.small})
		if err == nil {
			err = p.copy(w)
		}
	}
	return err
}

// pack writes a sheet's part, with its rows in place of excelize's, and compresses it into the spool.
func (s *sheet) pack(part *part) (*packed, error) {
	if part == nil {
		return nil, fmt.Errorf("工作表 %s 没有写出", s.name)
	}
	before, rest, ok := bytes.Cut(part.frame, []byte("<sheetData>"))
	_, after, closed := bytes.Cut(rest, []byte("</sheetData>"))
	if !ok || !closed {
		return nil, fmt.Errorf("工作表 %s 的结构与预期不符", s.name)
	}
	p := &packed{spool: &s.book.spool}
	deflate, err := flate.NewWriter(p, compression)
	if err != nil {
		return nil, err
	}
	sum := crc32.NewIEEE()
	w := bufio.NewWriterSize(io.MultiWriter(deflate, sum, (*meter)(&p.size)), 64<<10)
	_, _ = w.Write(before)
	if err := s.writeRows(w); err != nil {
		return nil, err
	}
	_, _ = w.Write(after)
	if err := w.Flush(); err != nil {
		return nil, err
	}
	if err := deflate.Close(); err != nil {
		return nil, err
	}
	p.sum = sum.Sum32()
	return p, nil
}

// meter counts the bytes written to it.
type meter uint64

func (m *meter) Write(b []byte) (int, error) {
	*m += meter(len(b))
	return len(b), nil
}

// Write takes compressed bytes.
func (p *packed) Write(b []byte) (int, error) {
	p.small += uint64(len(b))
	if len(p.buf)+len(b) > chunk && len(p.buf) > 0 {
		s, err := p.spool.put(p.buf)
		if err != nil {
			return 0, err
		}
		p.spans, p.buf = append(p.spans, s), p.buf[:0]
	}
	p.buf = append(p.buf, b...)
	return len(b), nil
}

// copy writes the compressed sheet to w.
func (p *packed) copy(w io.Writer) error {
	for _, s := range p.spans {
		if _, err := io.Copy(w, io.NewSectionReader(p.spool.file, s.at, int64(s.n))); err != nil {
			return err
		}
	}
	_, err := w.Write(p.buf)
	return err
}
