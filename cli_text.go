package main

import (
	"errors"
	"os"
	"strings"

	"yunti/access"
	"yunti/api"
	"yunti/importers"
	"yunti/jobs"
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
		{models.ErrTaken, "that is taken already"},
		{models.ErrAnchor, "an anchor is written number:hash"},
		{jobs.ErrTrial, "a change cannot be tried; yunti trial YEAR --list shows what can be set"},
		{access.ErrInvalid, "what was entered cannot be accepted"},
		{access.ErrWeak, "the password does not satisfy the rules: 12 characters, three of capitals, small letters, digits, others; not well known, without the user name"},
		{access.ErrReused, "that is one of the last 5 passwords"},
		{access.ErrCrowded, "too many passwords are being checked; try again later"},
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
		{api.ErrSettings, "the settings are wrong; see --help"},
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
		"trial":    tr("政策推演：改动政策库的数值，看谁的梯级变动、奖补多花少花多少；不保存", "Try changed rules: who moves and what it costs; nothing is stored"),
		"report":   tr("生成报表；不带参数时列出全部报表；report verify 文件 核验一份报表", "Make a report; without arguments list them; report verify FILE checks one that was made"),
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

		"audit":       tr("操作记录：校验、查询、导出", "The audit trail: verify, list, export"),
		"auditverify": tr("逐条校验操作记录的哈希链；有问题或没有触发器防护时退出码为 1", "Check every line of the trail; exit code 1 when something is wrong or no triggers guard it"),
		"auditlist":   tr("查询操作记录，新的在前", "List the trail, the newest first"),
		"auditexport": tr("把操作记录导出为工作簿", "Write the trail as a workbook"),

		"auditwho":     tr("人员：用户名", "who did it: a user name"),
		"auditfirm":    tr("企业的统一社会信用代码：对它的操作和含有它的申报", "a firm's code: acts on it and on filings that have a line of it"),
		"auditsubject": tr("对象：申报编号、评价编号、用户名等", "what it was done to: filing, review, user …"),
		"auditaction":  tr("操作的开头，如 filing. 或 filing.apply", "beginning of the action: filing. or filing.apply"),
		"auditfrom":    tr("起始日期（含）", "first day"),
		"auditto":      tr("截止日期（含）", "last day"),
		"auditlimit":   tr("最多列出多少条，0 为不限", "how many lines at most, 0 for all"),
		"unguarded":    tr("接受没有触发器防护的数据库", "accept a database in which no triggers guard the trail"),
		"anchor":       tr("以前记下的锚点“序号:哈希”，用来发现整体改写", "an anchor from earlier, to find out whether all was rewritten since"),

		"user":        tr("账号：建立、换密码、列表、停用、启用", "Accounts: add, passwd, list, disable, enable"),
		"useradd":     tr("建立账号，显示一次性密码", "Make an account and print its one-time password"),
		"userpasswd":  tr("更换密码：在终端上输入，或用 --random 生成", "Replace a password: typed at the terminal, or --random"),
		"userlist":    tr("列出账号", "List the accounts"),
		"unused":      tr("只列出启用着、但这么多天以来无人使用的账号", "only enabled accounts that nobody has used for so many days"),
		"userdisable": tr("停用账号，其登录和令牌立即失效", "Disable an account; sessions and tokens end at once"),
		"userenable":  tr("重新启用账号", "Enable an account again"),

		"username":      tr("用户名：小写字母、数字和 . _ -", "user name: small letters, digits and . _ -"),
		"role":          tr("角色：incubator(孵化载体) county(县区) city(市级) leadership(领导) admin(系统管理员) auditor(审计员)", "role: incubator county city leadership admin auditor"),
		"usercounty":    tr("县区用户的县区：代码或名称", "the county of a county user: code or name"),
		"userincubator": tr("孵化载体用户的载体全称", "the incubator of an incubator user: its full name"),
		"display":       tr("姓名（默认同用户名）", "the person's name (the user name by default)"),
		"random":        tr("生成一次性随机密码并显示，首次登录须修改", "print a random one-time password that must be changed"),

		"code": tr("统一社会信用代码", "the firm's code"),

		"reportkey":  tr("报表代号，或 verify", "key of a report, or verify"),
		"reportfile": tr("verify 之后：要核验的文件", "after verify: the file to check"),
		"db":         tr("数据库：sqlite:文件 或 mysql://用户:密码@主机:3306/库名", "database: sqlite:FILE or mysql://user:password@host:3306/database"),
		"addr":       tr("监听地址", "address to listen on"),

		"tlscert":      tr("证书文件(PEM)，与 --tls-key 一起启用 HTTPS", "certificate file (PEM); with --tls-key serves HTTPS"),
		"tlskey":       tr("私钥文件(PEM)", "private key file (PEM)"),
		"trustedproxy": tr("可信的反向代理，地址或网段，逗号隔开；只相信它们所说的来源地址和 HTTPS", "trusted reverse proxies, addresses or networks, separated by commas"),
		"publicurl":    tr("用户访问本系统的网址，如 https://yunti.example.gov.cn", "where people reach the server, as https://yunti.example.gov.cn"),
		"metricsfrom":  tr("除本机外可以读取 /metrics 的地址或网段，逗号隔开", "who may read /metrics beside this machine, addresses or networks"),
		"oidcissuer":   tr("统一身份认证(OpenID Connect)的签发者网址；客户端密钥由环境变量 YUNTI_OIDC_SECRET 给出", "issuer URL of the OpenID Connect provider; the client's secret comes from YUNTI_OIDC_SECRET"),
		"oidcclient":   tr("在统一身份认证登记的客户端标识", "client ID at the provider"),
		"oidcname":     tr("统一身份认证在登录页上的名称", "the provider's name on the sign-in page"),

		"year":    tr("年度", "year"),
		"apply":   tr("没有冲突即写入企业库", "apply the plan to the records"),
		"rejects": tr("把被拒绝的行写到这个工作簿", "write the rejected lines to this workbook"),
		"sheet":   tr("工作表名称（默认自动识别）", "sheet name (recognised by default)"),
		"unit":    tr("表内没有写明单位时的金额单位：元、千元、万元、亿元", "money unit where the file states none: 元 千元 万元 亿元"),
		"publish": tr("评价完成后立即发布", "publish the draft at once"),
		"json":    tr("输出 JSON", "print JSON"),
		"set":     tr("改动，如 tier/gazelle/revenue_cagr_3y=25% 或 clause/5-b/fixed=8万元；可以写多次", "a change, as tier/gazelle/revenue_cagr_3y=25%; may be repeated"),
		"paths":   tr("列出可以改动的路径和现值", "list what can be set, with its value"),
		"beyond":  tr("也测算条款有效年度之外的年度（标注，不计入合计）", "also count years outside the clauses (marked, not summed)"),
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
