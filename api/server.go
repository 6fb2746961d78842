// Package api answers over HTTP. openapi.yaml is the contract: a middleware refuses requests that break it, routes
// and contract are compared when the server starts, and tests check every answer against it.
package api

import (
	"context"
	"log"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"yunti/access"
	"yunti/jobs"
	"yunti/models"
	"yunti/policy"
	"yunti/web"
)

// heavyRequests is how many workbooks are read or written at once.
const heavyRequests = 3

// Server answers requests. Its handlers are methods, a file a noun; routes.go lists them. Handlers hand the request's
// context on and never gin's own: gin uses that one again while a database may still watch it.
type Server struct {
	DB   *models.DB
	Book *policy.Book
	Log  *slog.Logger
	Now  func() time.Time

	settings Settings
	contract *contract
	console  *web.Console
	engine   *gin.Engine
	desk     *access.Desk
	provider *provider    // nil without one
	warned   atomic.Int64 // when the operator was told of a proxy that is not trusted
	denials  denials
	metrics  *metrics
	heavy    chan struct{}

	edition atomic.Pointer[policy.Edition] // of the day; see today
	views   views
	pages   bookPages

	scheduler *jobs.Scheduler
	begun     time.Time

	// What reviews run under: they outlive the request that began them and end with the server.
	life    context.Context
	end     context.CancelFunc
	mu      sync.Mutex
	running map[string]context.CancelFunc // by review ID
	reviews sync.WaitGroup
}

// New makes a server. It fails when the contract and the routes differ in any operation, an operation
// of the contract does not say who may call it, or the settings contradict one another.
func New(db *models.DB, book *policy.Book, settings Settings, log *slog.Logger, now func() time.Time) (*Server, error) {
	k, err := loadContract(contractText)
	if err != nil {
		return nil, err
	}
	if err := settings.Check(); err != nil {
		return nil, err
	}
	console, err := web.New()
	if err != nil {
		return nil, err
	}
	s := &Server{DB: db, Book: book, Log: log, Now: now, settings: settings, contract: k, console: console, metrics: newMetrics(), desk: access.NewDesk(db), provider: newProvider(settings),
		heavy: make(chan struct{}, heavyRequests), running: make(map[string]context.CancelFunc)}
	s.life, s.end = context.WithCancel(context.Background())
	s.begun = s.stamp()
	recurring := jobs.Recurring(db, book, s.stamp, jobs.Settings{Backups: settings.Backups, Log: log})
	if s.scheduler, err = jobs.NewScheduler(db, recurring, s.stamp, log); err != nil {
		return nil, err
	}
	gin.SetMode(gin.ReleaseMode)
	s.engine = s.routes()
	if err := k.matches(s.engine.Routes()); err != nil {
		return nil, err
	}
	return s, nil
}

// Handler returns the handler of all requests.
func (s *Server) Handler() http.Handler { return s.engine }

// Close stops the reviews that this server runs and waits for them. Nothing may be begun afterwards.
func (s *Server) Close() {
	s.stopReviews()
	s.reviews.Wait()
}

// stopReviews tells the running reviews to stop at their next batch.
func (s *Server) stopReviews() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end()
}

// stamp is the time as every database keeps it: UTC, to the millisecond.
func (s *Server) stamp() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// errorLog is where net/http writes what goes wrong below the handlers.
func (s *Server) errorLog() *log.Logger { return slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn) }
