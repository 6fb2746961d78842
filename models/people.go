package models

import (
	"time"

	"yunti/policy"
)

// The roles of people. Each user has one; x-roles of api/openapi.yaml says what it may call.
const (
	RoleIncubator  = "incubator"  // 孵化载体: its own firms
	RoleCounty     = "county"     // 县区科技部门: the firms of its county
	RoleCity       = "city"       // 市科技局: all firms
	RoleLeadership = "leadership" // 领导: reads all, without personal data
	RoleAdmin      = "admin"      // 系统管理员: accounts, no business
	RoleAuditor    = "auditor"    // 审计员: the audit trail and nothing else
)

// User is somebody who may sign in.
type User struct {
	Username   string     `gorm:"primaryKey;size:64" json:"username"`
	Name       string     `gorm:"size:100" json:"name"`
	Role       string     `gorm:"size:20" json:"role"`       // one of the roles above
	County     string     `gorm:"size:20" json:"county"`     // policy.Place.ID of a county user, else ""
	Incubator  string     `gorm:"size:120" json:"incubator"` // Incubator.Name of an incubator user, else ""
	Disabled   bool       `json:"disabled"`
	Password   string     `gorm:"size:200" json:"-"` // argon2id in PHC form; "" for one who can only sign in elsewhere
	PasswordAt time.Time  `json:"password_at"`
	MustChange bool       `json:"must_change"`              // the password was given by somebody else
	External   *string    `gorm:"size:250" json:"external"` // issuer and subject of the identity provider, nil for none
	CreatedBy  string     `gorm:"size:100" json:"created_by"`
	CreatedAt  time.Time  `gorm:"autoCreateTime:false" json:"created_at"`
	SignedIn   *time.Time `json:"signed_in"` // the last time
	Version    int        `json:"version"`
}

// OldPassword is a password that a user may not take again soon.
type OldPassword struct {
	Username string    `gorm:"primaryKey;size:64"`
	Until    time.Time `gorm:"primaryKey"` // when it was replaced
	Password string    `gorm:"size:200"`
}

// Session is one sign-in that lasts. Token is the SHA-256 of what the browser keeps, in hex.
type Session struct {
	Token     string    `gorm:"primaryKey;size:64" json:"-"`
	ID        string    `gorm:"size:20;unique" json:"id"` // for naming it to people
	Username  string    `gorm:"size:64" json:"username"`
	Way       string    `gorm:"size:20" json:"way"` // password or oidc
	From      string    `gorm:"size:100;column:came_from" json:"from"`
	Agent     string    `gorm:"size:200" json:"agent"`
	CreatedAt time.Time `gorm:"autoCreateTime:false" json:"created_at"`
	SeenAt    time.Time `json:"seen_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Token lets a program act for a user. Token is the SHA-256 of the secret, in hex.
type Token struct {
	Token     string     `gorm:"primaryKey;size:64" json:"-"`
	ID        string     `gorm:"size:20;unique" json:"id"`
	Username  string     `gorm:"size:64" json:"username"`
	Name      string     `gorm:"size:100;unique" json:"name"`
	Scopes    string     `gorm:"size:100" json:"-"` // separated by commas
	CreatedAt time.Time  `gorm:"autoCreateTime:false" json:"created_at"`
	SeenAt    *time.Time `json:"seen_at"`
	ExpiresAt time.Time  `json:"expires_at"`
}

// Attempt counts the failed sign-ins of one user name or one address.
type Attempt struct {
	Subject  string `gorm:"primaryKey;size:150"` // "user:" and a digest of the name, or "from:" and the address
	Failures int
	Since    time.Time  // when the first of them was
	LastAt   time.Time  // when the last was
	Until    *time.Time // no further attempt before
}

// SignIn is a sign-in under way at an identity provider.
type SignIn struct {
	State     string `gorm:"primaryKey;size:64"` // SHA-256 of the state, in hex
	Nonce     string `gorm:"size:64"`
	Verifier  string `gorm:"size:100"`
	BackTo    string `gorm:"size:300"`
	ExpiresAt time.Time
}

// FilingRound is a period (申报批次) in which incubators file one kind of roster for one year.
type FilingRound struct {
	ID            int        `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Name          string     `gorm:"size:100;unique" json:"name"`
	Kind          string     `gorm:"size:20" json:"kind"` // importers.Kind.ID
	Year          int        `json:"year"`                // 0 where the kind has none
	Opens         policy.Day `json:"opens"`
	Closes        policy.Day `json:"closes"`         // the last day on which it may be submitted
	PublicityDays int        `json:"publicity_days"` // working days of 公示 before it is applied; 0 for none
	Note          string     `gorm:"size:500" json:"note"`
	CreatedBy     string     `gorm:"size:100" json:"created_by"`
	CreatedAt     time.Time  `gorm:"autoCreateTime:false" json:"created_at"`
	Version       int        `json:"version"`
}

// FilingAct is one act on a filing, for the people it concerns.
type FilingAct struct {
	Filing  string    `gorm:"primaryKey;size:20" json:"-"`
	Seq     int       `gorm:"primaryKey;autoIncrement:false" json:"seq"`
	At      time.Time `json:"at"`
	Who     string    `gorm:"size:100" json:"who"`
	Role    string    `gorm:"size:20" json:"role"`
	Act     string    `gorm:"size:20" json:"act"`
	Was     string    `gorm:"size:20" json:"was"` // the state before, "" for the first act
	Becomes string    `gorm:"size:20" json:"becomes"`
	Opinion string    `gorm:"size:2000" json:"opinion"`
}

// LineOpinion is what the office says of one line of a filing that it returned.
type LineOpinion struct {
	Filing  string `gorm:"primaryKey;size:20" json:"-"`
	Seq     int    `gorm:"primaryKey;autoIncrement:false" json:"-"` // FilingAct.Seq
	Line    int    `gorm:"primaryKey;autoIncrement:false" json:"line"`
	Opinion string `gorm:"size:1000" json:"opinion"`
}

// Attachment is a paper that supports a filing (佐证材料): a PDF, JPEG or PNG.
type Attachment struct {
	Filing  string    `gorm:"primaryKey;size:20" json:"-"`
	Number  int       `gorm:"primaryKey;autoIncrement:false" json:"number"`
	Line    int       `json:"line"` // the line it supports, 0 for the whole filing
	Name    string    `gorm:"size:255" json:"name"`
	Type    string    `gorm:"size:60" json:"type"` // application/pdf, image/jpeg, image/png
	Size    int64     `json:"size"`                // bytes
	Digest  string    `gorm:"size:64" json:"digest"`
	AddedBy string    `gorm:"size:100" json:"by"`
	AddedAt time.Time `json:"at"`
}

// Blob is a part of the content of attachments, which is kept once however often it is attached. Its name is the SHA-256 of the
// whole in hex. Parts are small: database servers limit a packet, a line and what a line may take of their log.
type Blob struct {
	Digest  string `gorm:"primaryKey;size:64"`
	Part    int    `gorm:"primaryKey;autoIncrement:false"` // from 0, without a gap
	Content []byte
}

// Notice tells the people of an incubator or a county that something waits for them (提醒). ID names the occasion,
// so that one occasion gives one notice.
type Notice struct {
	ID        string    `gorm:"primaryKey;size:60" json:"id"`
	At        time.Time `json:"at"`
	County    string    `gorm:"size:20" json:"-"`
	Incubator string    `gorm:"size:120" json:"-"`
	Kind      string    `gorm:"size:40" json:"kind"`
	Subject   string    `gorm:"size:60" json:"subject"`
	Text      string    `gorm:"size:1000" json:"text"`
}

// NoticeRead says that a user has seen a notice.
type NoticeRead struct {
	Notice   string `gorm:"primaryKey;size:60"`
	Username string `gorm:"primaryKey;size:64"`
	At       time.Time
}
