package jobs

import (
	"cmp"
	"context"
	"slices"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// Lacking is a figure that a review lacked, and the firms it lacked it of, in code order. Year is 0 for what belongs to the firm's own record.
type Lacking struct {
	tiering.Missing
	Firms []string
}

// Lackings lists what a review lacked of the present firms, as each firm's explanation has it (tiering.Judge.Missing), what most firms
// lack first. It reads the verdicts of all firms that lack anything, so its answer, which never changes, is worth keeping.
func Lackings(ctx context.Context, db *models.DB, review *models.Review, edition *policy.Edition) ([]Lacking, error) {
	judge, err := tiering.Compile(edition)
	if err != nil {
		return nil, err
	}
	at, list := map[tiering.Missing]int{}, []Lacking{}
	verdict := new(tiering.Verdict)
	err = db.EachResult(ctx, models.Everything, review.ID, func(r *models.Result) error {
		if !r.Missing {
			return nil
		}
		if err := judge.Decode(r.Verdict, verdict); err != nil {
			return err
		}
		for _, m := range judge.Missing(verdict, "") {
			i, known := at[m]
			if !known {
				i = len(list)
				at[m], list = i, append(list, Lacking{Missing: m})
			}
			list[i].Firms = append(list[i].Firms, r.Code)
		}
		return nil
	})
	slices.SortFunc(list, func(a, b Lacking) int {
		return cmp.Or(len(b.Firms)-len(a.Firms), b.Year-a.Year, cmp.Compare(a.Metric, b.Metric))
	})
	return list, err
}
