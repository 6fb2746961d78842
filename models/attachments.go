package models

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	_ "image/jpeg" // what image.DecodeConfig can read
	_ "image/png"
	"path"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Limits of attachments.
const (
	MaxAttachment  = 10 << 20  // bytes of one
	MaxAttachments = 20        // of one filing
	MaxAttached    = 100 << 20 // bytes of one filing together

	maxAttachedOpen = 1 << 30 // bytes of all open filings of one incubator or county office

	blobPart = 1 << 20 // bytes of one part

	maxPixels    = 100_000_000 // of a picture: a scan of A3 at 600 dpi has 70 million
	maxPaperName = 100         // characters, with the extension
)

// paperType is a kind of paper that can be attached.
type paperType struct {
	mime  string
	start string   // of the content
	ends  []string // extensions of file names; the first one is given to names without any of them
	read  func(content []byte) error
}

// paperTypes are all kinds of papers. The content decides which one a paper is.
var paperTypes = []paperType{
	{"application/pdf", "%PDF-", []string{".pdf"}, readPDF},
	{"image/jpeg", "\xff\xd8\xff", []string{".jpg", ".jpeg"}, readJPEG},
	{"image/png", "\x89PNG\r\n\x1a\n", []string{".png"}, readPNG},
}

// NewAttachment is a paper to be attached.
type NewAttachment struct {
	Filing  string
	Line    int    // the line it supports, 0 for the whole filing
	Name    string // as the client gave it
	Content []byte
}

// AddAttachment attaches a paper to a draft or returned filing of the actor's own side. The type comes from the content,
// and the name is cleaned. Errors: ErrNotFound, ErrForbidden, ErrState, ErrInvalid (content or line), ErrTooLarge (limits).
func (db *DB) AddAttachment(ctx context.Context, now time.Time, actor Actor, scope Scope, a NewAttachment) (*Attachment, error) {
	if len(a.Content) > MaxAttachment {
		return nil, fmt.Errorf("%w：一份佐证材料最多 %d MB，请压缩或拆分后再传", ErrTooLarge, MaxAttachment>>20)
	}
	kind, err := paperOf(a.Content)
	if err != nil {
		return nil, err
	}
	added := &Attachment{Filing: a.Filing, Line: a.Line, Name: paperName(a.Name, kind), Type: kind.mime, Size: int64(len(a.Content)),
		Digest: digestOf(a.Content), AddedBy: clip(actor.Who, 100), AddedAt: now}
	err = db.Tx(ctx, func(tx *gorm.DB) error {
		f, err := openForPapers(tx, actor, scope, a.Filing)
		if err != nil {
			return err
		}
		if err := admitPaper(tx, f, added); err != nil {
			return err
		}
		if err := keepBlob(tx, added.Digest, a.Content); err != nil {
			return err
		}
		if err := tx.Create(added).Error; err != nil {
			return err
		}
		return Audit(tx, now, actor, "attachment.add", a.Filing, added.told())
	})
	if err != nil {
		return nil, err
	}
	return added, nil
}

// Attachments lists the attachments of a filing within the scope in the order of their numbers.
func (db *DB) Attachments(ctx context.Context, scope Scope, filing string) ([]Attachment, error) {
	if _, err := db.Filing(ctx, scope, filing); err != nil {
		return nil, err
	}
	all := []Attachment{}
	err := db.Read.WithContext(ctx).Order("number").Find(&all, "filing = ?", filing).Error
	return all, err
}

// Attachment returns an attachment of a filing within the scope with its content, and notes in the audit trail who took it.
func (db *DB) Attachment(ctx context.Context, now time.Time, actor Actor, scope Scope, filing string, number int) (*Attachment, []byte, error) {
	if _, err := db.Filing(ctx, scope, filing); err != nil {
		return nil, nil, err
	}
	tx := db.Read.WithContext(ctx)
	a, err := onePaper(tx, filing, number)
	if err != nil {
		return nil, nil, err
	}
	var parts []Blob
	if err := tx.Order("part").Find(&parts, "digest = ?", a.Digest).Error; err != nil {
		return nil, nil, err
	}
	content := make([]byte, 0, a.Size)
	for i := range parts {
		content = append(content, parts[i].Content...)
	}
	if len(parts) == 0 { // it was removed between the two looks
		return nil, nil, fmt.Errorf("%w申报 %s 的第 %d 号佐证材料", ErrNotFound, filing, number)
	}
	if digestOf(content) != a.Digest {
		return nil, nil, fmt.Errorf("content of attachment %d of %s is not what was stored", number, filing)
	}
	if err := db.Record(ctx, now, actor, "attachment.get", filing, a.told()); err != nil {
		return nil, nil, err
	}
	return a, content, nil
}

// RemoveAttachment takes an attachment off a draft or returned filing of the actor's own side, and its content with it when
// nothing else is attached that has the same. Errors: ErrNotFound, ErrForbidden, ErrState.
func (db *DB) RemoveAttachment(ctx context.Context, now time.Time, actor Actor, scope Scope, filing string, number int) error {
	return db.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := openForPapers(tx, actor, scope, filing); err != nil {
			return err
		}
		a, err := onePaper(tx, filing, number)
		if err != nil {
			return err
		}
		if err := dropPaper(tx, a); err != nil {
			return err
		}
		return Audit(tx, now, actor, "attachment.remove", filing, a.told())
	})
}

// told is what the audit trail keeps of an attachment.
func (a *Attachment) told() map[string]any {
	return map[string]any{"number": a.Number, "line": a.Line, "name": a.Name, "type": a.Type, "size": a.Size, "digest": a.Digest}
}

func onePaper(tx *gorm.DB, filing string, number int) (*Attachment, error) {
	var a Attachment
	err := tx.Take(&a, "filing = ? AND number = ?", filing, number).Error
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w申报 %s 的第 %d 号佐证材料", ErrNotFound, filing, number)
	}
	if err != nil {
		return nil, err
	}
	return &a, nil
}

// openForPapers locks a filing whose attachments the actor may change now: one that it may still submit.
func openForPapers(tx *gorm.DB, actor Actor, scope Scope, id string) (*Filing, error) {
	f, err := lockFiling(tx, scope, id)
	if err != nil {
		return nil, err
	}
	switch _, err := wayOf(ActSubmit, actor, scope, f); {
	case errors.Is(err, ErrState):
		return nil, fmt.Errorf("%w：申报 %s 为“%s”，佐证材料不能再增减；草稿和已退回的申报才可以", ErrState, id, filingStates[f.State])
	case err != nil:
		return nil, fmt.Errorf("%w：申报 %s 的佐证材料由提交它的单位增减", ErrForbidden, id)
	}
	return f, nil
}

// admitPaper numbers an attachment of a locked filing, unless the filing has enough or lacks the line.
func admitPaper(tx *gorm.DB, f *Filing, a *Attachment) error {
	var has struct {
		Count int
		Size  int64
		Last  int
	}
	err := tx.Model(&Attachment{}).Where("filing = ?", a.Filing).
		Select("COUNT(*) AS count, COALESCE(SUM(size), 0) AS size, COALESCE(MAX(number), 0) AS last").Scan(&has).Error
	if err != nil {
		return err
	}
	switch {
	case has.Count >= MaxAttachments:
		return fmt.Errorf("%w：一份申报最多 %d 份佐证材料，请先删去不需要的", ErrTooLarge, MaxAttachments)
	case has.Size+a.Size > MaxAttached:
		return fmt.Errorf("%w：一份申报的佐证材料合计最多 %d MB，请压缩或删去不需要的", ErrTooLarge, MaxAttached>>20)
	}
	if f.side() != RoleCity {
		var open int64
		err := openFilings(tx, f).Joins("JOIN attachments ON attachments.filing = filings.id").Select("COALESCE(SUM(attachments.size), 0)").Scan(&open).Error
		if err != nil {
			return err
		}
		if open+a.Size > maxAttachedOpen {
			return fmt.Errorf("%w：贵单位未办结的申报里佐证材料合计最多 %d GB，请先提交它们，或撤回不用的", ErrTooLarge, maxAttachedOpen>>30)
		}
	}
	a.Number = has.Last + 1
	if a.Line == 0 {
		return nil
	}
	var lines int64
	if err := tx.Model(&Step{}).Where("filing = ? AND line = ?", a.Filing, a.Line).Limit(1).Count(&lines).Error; err != nil {
		return err
	}
	if lines == 0 {
		return fmt.Errorf("%w：申报 %s 没有第 %d 行，佐证材料不能附在这一行上", ErrInvalid, a.Filing, a.Line)
	}
	return nil
}

// digestOf is the name of a content.
func digestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// keepBlob stores a content, unless it is stored already, and locks it: who removes the last attachment that has it waits.
func keepBlob(tx *gorm.DB, digest string, content []byte) error {
	var there int64
	if err := tx.Model(&Blob{}).Where("digest = ? AND part = 0", digest).Count(&there).Error; err != nil {
		return err
	}
	if there > 0 { // what is not there is not locked: those who store other contents would wait for one another
		if locked, err := lockBlob(tx, digest); err != nil || locked {
			return err
		}
	}
	part := 0
	for some := range slices.Chunk(content, blobPart) {
		// Another transaction may store the same at this moment: then this one waits for it, and has the lock afterwards.
		err := tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "digest"}, {Name: "part"}}, DoUpdates: clause.AssignmentColumns([]string{"part"})}).
			Create(&Blob{Digest: digest, Part: part, Content: some}).Error
		if err != nil {
			return err
		}
		part++
	}
	return nil
}

// lockBlob locks a content by its first part and reports whether it is there.
func lockBlob(tx *gorm.DB, digest string) (there bool, err error) {
	var digests []string
	err = tx.Clauses(clause.Locking{Strength: "UPDATE"}).Model(&Blob{}).Where("digest = ? AND part = 0", digest).Pluck("digest", &digests).Error
	return len(digests) > 0, err
}

// dropPaper deletes an attachment, and its content when it was the last one that has it. The content is locked before the
// others are counted, by a reading that sees what was committed last.
func dropPaper(tx *gorm.DB, a *Attachment) error {
	if _, err := lockBlob(tx, a.Digest); err != nil {
		return err
	}
	if err := tx.Delete(&Attachment{}, "filing = ? AND number = ?", a.Filing, a.Number).Error; err != nil {
		return err
	}
	var left []int
	err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Model(&Attachment{}).Where("digest = ?", a.Digest).Limit(1).Pluck("number", &left).Error
	if err != nil || len(left) > 0 {
		return err
	}
	return tx.Delete(&Blob{}, "digest = ?", a.Digest).Error
}

// copyAttachments gives the filing to the attachments of the locked filing from. Lines may have moved between two uploads, so
// one that the new filing does not have becomes the whole filing.
func copyAttachments(tx *gorm.DB, from, to string) error {
	var papers []Attachment
	if err := tx.Order("number").Find(&papers, "filing = ?", from).Error; err != nil || len(papers) == 0 {
		return err
	}
	lines := make([]int, len(papers))
	for i := range papers {
		lines[i] = papers[i].Line
	}
	var found []int
	if err := tx.Model(&Step{}).Distinct("line").Where("filing = ? AND line IN ?", to, lines).Pluck("line", &found).Error; err != nil {
		return err
	}
	for i := range papers {
		papers[i].Filing = to
		if !slices.Contains(found, papers[i].Line) {
			papers[i].Line = 0
		}
	}
	return tx.Create(&papers).Error
}

// paperOf finds out what a content is: by how it begins and by reading it as that.
func paperOf(content []byte) (*paperType, error) {
	for i := range paperTypes {
		kind := &paperTypes[i]
		if !bytes.HasPrefix(content, []byte(kind.start)) {
			continue
		}
		if err := kind.read(content); err != nil {
			return nil, fmt.Errorf("%w：佐证材料打不开（%w），请重新导出或拍照后再传", ErrInvalid, err)
		}
		return kind, nil
	}
	return nil, fmt.Errorf("%w：佐证材料只接受 PDF、JPEG、PNG，而且要看内容，不看文件名", ErrInvalid)
}

// readPDF checks header and trailer: a version, and at the end where the cross references are and the mark of the end.
func readPDF(content []byte) error {
	version := content[len("%PDF-"):]
	if len(version) < 3 || version[0] != '1' && version[0] != '2' || version[1] != '.' || version[2] < '0' || version[2] > '9' {
		return errors.New("PDF 的版本号不对")
	}
	tail := content[max(0, len(content)-2048):]
	end := bytes.LastIndex(tail, []byte("%%EOF"))
	if end < 0 || !bytes.Contains(tail[:end], []byte("startxref")) {
		return errors.New("PDF 不完整，缺少结尾")
	}
	if len(bytes.Trim(tail[end+len("%%EOF"):], "\r\n\t \x00")) > 0 {
		return errors.New("PDF 结尾之后还有别的内容")
	}
	return nil
}

// readJPEG reads the frame of a JPEG and looks for its end; cameras write things of their own behind it.
func readJPEG(content []byte) error {
	if err := readPicture(content, "jpeg"); err != nil {
		return err
	}
	if !bytes.Contains(content, []byte{0xff, 0xd9}) {
		return errors.New("JPEG 不完整，缺少结尾")
	}
	return nil
}

// readPNG reads the header of a PNG and walks through its chunks to the end, checking their sums.
func readPNG(content []byte) error {
	if err := readPicture(content, "png"); err != nil {
		return err
	}
	for at := 8; ; {
		if at+12 > len(content) {
			return errors.New("PNG 不完整")
		}
		size := int64(content[at])<<24 | int64(content[at+1])<<16 | int64(content[at+2])<<8 | int64(content[at+3])
		if size > int64(len(content)-at-12) {
			return errors.New("PNG 不完整")
		}
		end := at + 8 + int(size)
		sum := uint32(content[end])<<24 | uint32(content[end+1])<<16 | uint32(content[end+2])<<8 | uint32(content[end+3])
		if crc32.ChecksumIEEE(content[at+4:end]) != sum {
			return errors.New("PNG 已损坏")
		}
		name := string(content[at+4 : at+8])
		if at = end + 4; name != "IEND" {
			continue
		}
		if at != len(content) {
			return errors.New("PNG 结尾之后还有别的内容")
		}
		return nil
	}
}

// readPicture reads the size of a picture, without the picture: a small file may claim to be a huge one.
func readPicture(content []byte, format string) error {
	c, got, err := image.DecodeConfig(bytes.NewReader(content))
	switch {
	case err != nil || got != format:
		return errors.New("图片已损坏")
	case c.Width <= 0 || c.Height <= 0 || int64(c.Width)*int64(c.Height) > maxPixels:
		return fmt.Errorf("图片为 %d×%d 像素，超出 %d 万像素", c.Width, c.Height, maxPixels/10_000)
	}
	return nil
}

// paperName makes a name to store of the one that a client gave: without folders, without characters that nobody sees or that
// file systems refuse, with an extension of the type, and not too long.
func paperName(given string, kind *paperType) string {
	given = strings.ToValidUTF8(given, "")
	if i := strings.LastIndexAny(given, `/\`); i >= 0 {
		given = given[i+1:]
	}
	name := strings.Map(func(r rune) rune {
		switch {
		case unseen(r):
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, given)
	name = strings.TrimSpace(name)
	end := path.Ext(name)
	if slices.Contains(kind.ends, strings.ToLower(end)) {
		name, end = strings.TrimSuffix(name, end), strings.ToLower(end)
	} else {
		end = kind.ends[0]
		for _, other := range paperTypes {
			if ext := path.Ext(name); slices.Contains(other.ends, strings.ToLower(ext)) {
				name = strings.TrimSuffix(name, ext)
				break
			}
		}
	}
	name = strings.Trim(clip(strings.TrimLeft(name, ". \u3000"), maxPaperName-len(end)), ". \u3000")
	if name == "" {
		name = "附件"
	}
	return name + end
}
