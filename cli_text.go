package main

import (
	"errors"
	"os"
	"strings"

	"yunti/api"
	"yunti/importers"
	"yunti/models"
	"yunti/policy"
)

// english reports whether messages are wanted in English: LC_ALL, LC_MESSAGES or LANG, in that order, begins with "en".
// Everybody else reads Chinese, also where no language is set (Windows).
func english() bool {
	for _, key := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(key); v != "" {
			return strings.HasPrefix(strings.ToLower(v), "en")
		}
	}
	return false
}

// tr returns the Chinese or the English text.
func tr(chinese, en string) string {
	if english() {
		return en
	}
	return chinese
}

// headline says in English what kind of failure follows; the detail is the program's own Chinese text.
func headline(err error) string {
	if !english() {
		return ""
	}
	for _, known := range []struct {
		err  error
		text string
	}{
		{models.ErrUnavailable, "the database cannot be reached; check --db and that the server runs"},
		{models.ErrReadOnly, "the database cannot be written; check file permissions and free space"},
		{models.ErrURL, "the database URL is malformed; write sqlite:FILE or mysql://user:password@host:3306/database"},
		{models.ErrDenied, "the database server refuses the user or the act"},
		{models.ErrFull, "the disk of the database is full"},
		{models.ErrBusy, "the database is busy; try again later"},
		{models.ErrNotDatabase, "this is not a database of yunti, or it is damaged"},
		{models.ErrNewer, "the database belongs to a newer program; upgrade yunti"},
		{models.ErrSchema, "the schema of the database is not the program's"},
		{models.ErrRunning, "a review of that year is running elsewhere"},
		{models.ErrState, "its state does not allow this"},
		{models.ErrStale, "the draft was compared with a review that is no longer published; review the year again"},
		{models.ErrNotFound, "not found"},
		{models.ErrConflict, "somebody changed this in the meantime; look again and repeat"},
		{importers.ErrKind, "there is no such roster kind"},
		{importers.ErrFormat, "the file is not a workbook or text table that can be read"},
		{importers.ErrProtected, "the workbook has a password; remove it and save again"},
		{importers.ErrDamaged, "the workbook is damaged; open and save it again"},
		{importers.ErrTooLarge, "the file is too large"},
		{importers.ErrSheet, "it is unclear which sheet to read; name it with --sheet"},
		{importers.ErrNoHeader, "no row of titles was found"},
		{importers.ErrColumns, "the titles do not fit the roster"},
		{importers.ErrUnit, "the money unit is unclear"},
		{importers.ErrEmpty, "there are no lines below the titles"},
		{importers.ErrYear, "the year is missing or out of range"},
		{importers.ErrChanged, "records were changed since the roster was planned; plan it again"},
		{api.ErrAddress, "cannot listen on that address; free the port or choose another with --addr"},
		{policy.ErrBeforeBook, "the policy book does not reach back to that day"},
	} {
		if errors.Is(err, known.err) {
			return known.text + "\n  "
		}
	}
	return ""
}

func helpTexts() map[string]string {
	return map[string]string{
		"serve":    tr("启动服务（默认命令）", "Serve (the default command)"),
		"demo":     tr("生成示范城市并启动：导入花名册、评价并发布三个年度", "A ready city: rosters imported, three years reviewed and published; serves"),
		"import":   tr("导入花名册；不加 --apply 时只预览", "Import a roster; without --apply only plan it"),
		"review":   tr("运行年度评价，得到草稿；--publish 同时发布", "Run the yearly review into a draft; --publish also publishes it"),
		"explain":  tr("逐条说明一家企业的判定依据", "Explain a firm's verdict rule by rule"),
		"owed":     tr("奖补测算：逐条列出某年度应给予的奖补", "What the policy owes in a year, one line an entitlement"),
		"report":   tr("生成报表；不带参数时列出全部报表", "Make a report; without arguments list them"),
		"policy":   tr("政策库：检查、跑案例、显示", "The policy book: check, test, show"),
		"template": tr("生成花名册模板", "Write a roster template"),
		"sample":   tr("生成示范城市的花名册", "Write the roster workbooks of a synthetic city"),
		"backup":   tr("备份 SQLite 数据库（运行中也可）", "Back up a SQLite database, also while it is in use"),
		"migrate":  tr("建立或升级数据库结构", "Create or upgrade the database schema"),
		"health":   tr("询问本机服务是否就绪", "Ask the local server whether it is ready"),
		"version":  tr("程序与政策版本", "Versions of program and policy book"),

		"check": tr("检查政策库，一次列出全部错误", "Report every fault of the book"),
		"test":  tr("运行政策库的案例", "Run the worked cases"),
		"show":  tr("显示某一天的政策库", "Print the book as it stands on a day"),

		"code":    tr("统一社会信用代码", "the firm's code"),
		"db":      tr("数据库：sqlite:文件 或 mysql://用户:密码@主机:3306/库名", "database: sqlite:FILE or mysql://user:password@host:3306/database"),
		"addr":    tr("监听地址", "address to listen on"),
		"year":    tr("年度", "year"),
		"apply":   tr("没有冲突即写入企业库", "apply the plan to the records"),
		"rejects": tr("把被拒绝的行写到这个工作簿", "write the rejected lines to this workbook"),
		"sheet":   tr("工作表名称（默认自动识别）", "sheet name (recognised by default)"),
		"unit":    tr("表内没有写明单位时的金额单位：元、千元、万元、亿元", "money unit where the file states none: 元 千元 万元 亿元"),
		"publish": tr("评价完成后立即发布", "publish the draft at once"),
		"json":    tr("输出 JSON", "print JSON"),
		"all":     tr("全部企业，每行一个 JSON（取自已发布的评价）", "all firms, one JSON line each, from the published review"),
		"out":     tr("输出文件", "output file"),
		"outdir":  tr("输出文件夹", "output folder"),
		"firms":   tr("企业数", "number of firms"),
		"seed":    tr("随机种子", "random seed"),
		"day":     tr("政策库所处的日期（默认今天）", "the day of the edition (today by default)"),
		"bookdir": tr("使用这个文件夹里的政策库，而不是内置的", "use the book in this folder instead of the built-in one"),
		"kind":    tr("花名册种类：", "roster kind: ") + kindIDs(),
		"file":    tr("工作簿(.xlsx .xlsm .csv)", "workbook (.xlsx .xlsm .csv)"),
		"noserve": tr("只生成，不启动服务", "build the city but do not serve"),
	}
}

func kindIDs() string {
	var ids []string
	for _, k := range importers.Kinds {
		ids = append(ids, k.ID)
	}
	return strings.Join(ids, " ")
}
