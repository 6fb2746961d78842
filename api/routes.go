package api

import (
	"github.com/gin-gonic/gin"
)

// routes is every address the server answers, on one screen.
func (s *Server) routes() *gin.Engine {
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash = false
	r.ForwardedByClientIP = false
	r.Use(identify, s.observe, s.answerProblems, s.rescue, protect, localHost, sameOrigin())
	r.NoRoute(func(c *gin.Context) { stop(c, errNoRoute) })
	r.NoMethod(func(c *gin.Context) { stop(c, errNoMethod) })

	r.GET("/", s.home)
	r.GET("/style.css", s.style)
	r.GET("/docs", s.docs)
	r.GET("/docs/*file", s.docs)
	r.GET("/healthz", s.healthz)
	r.GET("/readyz", s.readyz)
	r.GET("/metrics", gin.WrapH(s.metrics.handler()))

	quick := r.Group(prefix, limit(maxBody, quickTime), s.contract.check)
	heavy := r.Group(prefix, limit(maxBody, longTime), s.contract.check, s.queue)
	uploads := r.Group(prefix, limit(maxUpload, longTime), s.contract.check) // they enter the queue when they are here

	quick.GET("openapi.yaml", s.getContract)
	quick.GET("policy", s.getPolicy)

	quick.GET("firms", s.listFirms)
	quick.GET("firms/:code", s.getFirm)
	quick.GET("firms/:code/explanation", s.explainFirm)

	quick.GET("templates", s.listTemplates)
	heavy.GET("templates/:kind.xlsx", s.getTemplate)

	quick.GET("filings", s.listFilings)
	uploads.POST("filings", s.createFiling)
	quick.GET("filings/:id", s.getFiling)
	quick.GET("filings/:id/steps", s.listSteps)
	heavy.GET("filings/:id/rejects.xlsx", s.getRejects)
	quick.POST("filings/:id/submit", s.submitFiling)
	quick.POST("filings/:id/return", s.returnFiling)
	heavy.POST("filings/:id/apply", s.applyFiling)
	quick.POST("filings/:id/withdraw", s.withdrawFiling)

	quick.GET("reviews", s.listReviews)
	quick.POST("reviews", s.createReview)
	quick.GET("reviews/:id", s.getReview)
	quick.POST("reviews/:id/publish", s.publishReview)
	quick.POST("reviews/:id/cancel", s.cancelReview)

	quick.GET("reports", s.listReports)
	heavy.GET("reports/:key.xlsx", s.getReport)
	return r
}
