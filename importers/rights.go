package importers

import (
	"context"
	"errors"
	"slices"

	"yunti/models"
	"yunti/policy"
)

// incubatorKinds are what an incubator files for its own firms; the rest is the offices' knowledge. Counties file
// everything but cityKinds.
var (
	incubatorKinds = []*Kind{&firms, &figures, &recognitions, &rounds, &listings, &residencies}
	cityKinds      = []*Kind{&payments, &incomes}
)

// MayFile says whether somebody with that scope may file rosters of a kind: nil, ErrKindDenied or, for a kind that does
// not exist, ErrKind. Which lines are taken is for Plan.
func MayFile(kind string, scope models.Scope) error {
	k, ok := KindOf(kind)
	switch {
	case !ok:
		return refuse(ErrKind, "没有「%s」这种导入类型；可用的有：%s", kind, kindIDs())
	case scope.All:
		return nil
	case scope.Empty():
		return refuse(ErrKindDenied, "您的账号没有可以申报的企业范围（没有填写所属县(市)区或孵化载体）；请联系系统管理员")
	case slices.Contains(cityKinds, k):
		return refuse(ErrKindDenied, "「%s」由市科技局申报；如有更正，请联系市科技局", k.Name)
	case scope.County == "" && !slices.Contains(incubatorKinds, k):
		return refuse(ErrKindDenied, "孵化载体不能申报「%s」；如有更正，请联系所在县(市)区科技部门", k.Name)
	}
	return nil
}

// mayFile refuses the kinds that the scope may not file, and the roles that file nothing whatever they may see.
func mayFile(kind *Kind, opt PlanOptions) error {
	switch opt.Actor.Role {
	case models.RoleLeadership, models.RoleAdmin, models.RoleAuditor:
		return refuse(ErrKindDenied, "您的角色不能申报；申报由孵化载体、县(市)区科技部门和市科技局办理")
	}
	return MayFile(kind.ID, opt.Scope)
}

// byIncubator reports whether an incubator files, byCounty whether a county does.
func (p *planner) byIncubator() bool {
	return !p.scope.All && p.scope.County == "" && p.scope.Incubator != ""
}

func (p *planner) byCounty() bool { return !p.scope.All && p.scope.County != "" }

// among says in messages which firms a line was looked for among. Firms of others must read like firms that do not exist.
func (p *planner) among() string {
	switch {
	case p.byCounty():
		return "本县(市)区的企业中"
	case p.byIncubator():
		return "本载体的企业中"
	}
	return "企业库中"
}

// sign writes on the filing who files it and whose county office looks at it.
func (p *planner) sign(ctx context.Context, f *models.Filing, actor models.Actor) (err error) {
	f.Role = actor.Role
	switch {
	case p.byCounty():
		f.County = p.scope.County
	case p.byIncubator():
		f.Incubator = p.scope.Incubator
		f.County, err = p.countyOf(ctx, p.scope.Incubator)
	}
	return err
}

// countyOf returns the county of a carrier, "" when none is recorded. Of several levels of one name the first with a county counts.
func (p *planner) countyOf(ctx context.Context, carrier string) (string, error) {
	var c models.Incubator
	err := p.db.Read.WithContext(ctx).Where("name = ? AND county > ''", carrier).Order("type, level").Take(&c).Error
	if errors.Is(err, models.ErrNotFound) {
		return "", nil
	}
	return c.County, err
}

// inCounty faults a county that is not the filer's: a firm or carrier gets to another county by an act of the city.
func (p *planner) inCounty(l *Line, place policy.Place) {
	if p.byCounty() && place.ID != p.scope.County {
		p.sheet.fault(l, "county", "只能填写本县(市)区（%s）；划归其他县(市)区由市科技局办理", p.countyName(p.scope.County))
	}
}

// takenElsewhere faults the code of a new firm that is somebody else's already.
func (p *planner) takenElsewhere(l *Line, code string) bool {
	if !p.taken[code] {
		return false
	}
	p.sheet.fault(l, "code", "该统一社会信用代码已在库，不在本单位名下，请联系所在县(市)区科技部门")
	return true
}
