package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"yunti/policy"
)

// policySummary is what screens need of an edition: the names behind the codes, and the documents it rests on.
type policySummary struct {
	Year      int               `json:"year"`
	Day       policy.Day        `json:"day"`
	Digest    string            `json:"digest"`
	Ladders   []ladderName      `json:"ladders"`
	Tiers     []name            `json:"tiers"`
	Kinds     []name            `json:"kinds"`
	Counties  []name            `json:"counties"`
	Zones     []name            `json:"zones"`
	Documents []policy.Document `json:"documents"`
}

type name struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type ladderName struct {
	name
	Tiers []string `json:"tiers"`
}

func (s *Server) getPolicy(c *gin.Context) {
	year := intOf(c, "year")
	if year == 0 {
		year = s.Now().Year()
	}
	ed, err := s.Book.At(policy.YearEnd(year))
	if err != nil {
		c.Error(err)
		return
	}
	sum := policySummary{Year: year, Day: ed.Day, Digest: ed.Digest, Ladders: make([]ladderName, len(ed.Ladders)), Documents: ed.Documents,
		Tiers:    names(ed.Tiers, func(t policy.Tier) name { return name{t.ID, t.Name} }),
		Kinds:    names(ed.Kinds, func(k policy.Kind) name { return name{k.ID, k.Name} }),
		Counties: names(ed.Counties, placeName),
		Zones:    names(ed.Zones, placeName),
	}
	for i, l := range ed.Ladders {
		sum.Ladders[i] = ladderName{name{l.ID, l.Name}, l.Tiers}
	}
	c.JSON(http.StatusOK, sum)
}

func placeName(p policy.Place) name { return name{p.ID, p.Name} }

func names[T any](list []T, of func(T) name) []name {
	all := make([]name, len(list))
	for i, v := range list {
		all[i] = of(v)
	}
	return all
}

func (s *Server) getContract(c *gin.Context) {
	c.Data(http.StatusOK, "application/yaml", contractText)
}
