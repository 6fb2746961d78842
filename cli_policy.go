package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"yunti/incentives"
	"yunti/policy"
	"yunti/tiering"
)

type policyCmd struct {
	Check policyCheckCmd `cmd:"" help:"${check}"`
	Test  policyTestCmd  `cmd:"" help:"${test}"`
	Show  policyShowCmd  `cmd:"" help:"${show}"`
}

// bookSource is the built-in book or the one of a folder.
type bookSource struct {
	Book string `type:"existingdir" placeholder:"DIR" help:"${bookdir}"`
}

func (s bookSource) files() fs.FS {
	if s.Book == "" {
		return policy.Embedded()
	}
	return os.DirFS(s.Book)
}

type policyCheckCmd struct{ bookSource }

func (p policyCheckCmd) Run(c *runContext) error {
	b, err := policy.Load(p.files())
	if err != nil {
		fmt.Fprintln(c.out, err)
		return attention{errors.New(tr("政策库有错误，见上。", "the policy book has faults, see above."))}
	}
	ed, err := b.At(today())
	if err != nil {
		return err
	}
	_, err = tiering.Compile(ed)
	if err == nil {
		_, err = incentives.New(ed, nil)
	}
	if err != nil {
		fmt.Fprintln(c.out, err)
		return attention{errors.New(tr("政策库使用了无法计算的指标或条件，见上。", "the policy book asks for what cannot be computed, see above."))}
	}
	fmt.Fprintf(c.out, tr("政策库无误：文件 %d 份，梯级 %d 个，认定类别 %d 种，版本 %.12s\n",
		"the policy book is sound: %d documents, %d tiers, %d recognition kinds, edition %.12s\n"),
		len(ed.Documents), len(ed.Tiers), len(ed.Kinds), ed.Digest)
	return nil
}

type policyTestCmd struct{ bookSource }

func (p policyTestCmd) Run(c *runContext) error {
	b, err := policy.Load(p.files())
	if err != nil {
		return err
	}
	results, err := tiering.RunCases(p.files(), b)
	if err != nil {
		return err
	}
	money, err := incentives.RunCases(p.files(), b)
	if err != nil {
		return err
	}
	results = append(results, money...)
	failed := 0
	for _, r := range results {
		if r.OK() {
			continue
		}
		failed++
		fmt.Fprintln(c.out, r)
	}
	fmt.Fprintf(c.out, tr("案例 %d 个，未通过 %d 个\n", "%d cases, %d failed\n"), len(results), failed)
	if failed > 0 {
		return attention{}
	}
	return nil
}

type policyShowCmd struct {
	bookSource
	Day  policy.Day `placeholder:"2023-12-31" help:"${day}"`
	JSON bool       `name:"json" help:"${json}"`
}

func (p policyShowCmd) Run(c *runContext) error {
	b, err := policy.Load(p.files())
	if err != nil {
		return err
	}
	day := p.Day
	if day == 0 {
		day = today()
	}
	ed, err := b.At(day)
	if err != nil {
		return err
	}
	if p.JSON {
		return printJSON(c.out, ed)
	}
	showEdition(c.out, ed)
	return nil
}
