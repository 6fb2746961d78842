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
	r.Use(s.identify, s.observe, s.answerProblems, s.rescue, protect, s.sameOrigin())
	r.NoRoute(s.page)
	r.NoMethod(func(c *gin.Context) { stop(c, errNoMethod) })

	r.GET("/docs", s.docs)
	r.GET("/docs/*file", s.docs)
	r.GET("/healthz", s.healthz)
	r.GET("/readyz", s.readyz)
	r.GET("/metrics", s.getMetrics)

	quick := r.Group(prefix, limit(maxBody, quickTime), s.admit, check)
	pages := r.Group(prefix, limit(maxPage, quickTime), s.admit, check) // what somebody filled in
	heavy := r.Group(prefix, limit(maxBody, longTime), s.admit, check, s.queue)
	files := r.Group(prefix, limit(maxBody, longTime), s.admit, check)                // their handlers queue for the work, and not for sending
	uploads := r.Group(prefix, limit(maxUpload, longTime), s.admit, briefJSON, check) // they enter the queue when they are here
	papers := r.Group(prefix, limit(maxPaper, longTime), s.admit, check)              // so do these

	quick.GET("session/ways", s.getWays)
	quick.POST("session", s.signIn)
	quick.GET("session", s.getSession)
	quick.DELETE("session", s.signOut)
	quick.PUT("session/password", s.changePassword)
	quick.GET("session/oidc", s.beginOIDC)
	quick.GET("session/oidc/callback", s.finishOIDC)
	quick.GET("sessions", s.listSessions)
	quick.DELETE("sessions/:id", s.endSession)

	quick.GET("users", s.listUsers)
	quick.POST("users", s.createUser)
	quick.GET("users/:username", s.getUser)
	quick.PATCH("users/:username", s.changeUser)
	quick.POST("users/:username/password", s.resetPassword)
	quick.POST("users/:username/unlock", s.unlockUser)
	quick.DELETE("users/:username/sessions", s.endSessions)

	quick.GET("tokens", s.listTokens)
	quick.POST("tokens", s.createToken)
	quick.DELETE("tokens/:id", s.revokeToken)

	quick.GET("openapi.yaml", s.getContract)
	quick.GET("policy", s.getPolicy)
	quick.GET("policy/years", s.listPolicyYears)
	quick.GET("policy/tiers/:tier", s.getPolicyTier)
	quick.GET("policy/clauses", s.listPolicyClauses)

	quick.GET("overview", s.getOverview)

	quick.GET("firms", s.listFirms)
	files.GET("firms.xlsx", s.exportFirms)
	quick.GET("firms/:code", s.getFirm)
	quick.GET("firms/:code/explanation", s.explainFirm)
	quick.GET("firms/:code/audit", s.listFirmActs)
	quick.GET("incubators", s.listIncubators)
	quick.GET("pipeline", s.getPipeline)
	quick.GET("incomes", s.listIncomes)

	quick.GET("templates", s.listTemplates)
	files.GET("templates/:kind.xlsx", s.getTemplate)

	quick.GET("filings", s.listFilings)
	uploads.POST("filings", s.createFiling)
	quick.GET("filings/:id", s.getFiling)
	quick.GET("filings/:id/steps", s.listSteps)
	quick.GET("filings/:id/acts", s.listActs)
	files.GET("filings/:id/rejects.xlsx", s.getRejects)
	quick.POST("filings/:id/submit", s.submitFiling)
	quick.POST("filings/:id/pass", s.passFiling)
	pages.POST("filings/:id/return", s.returnFiling)
	quick.POST("filings/:id/publicise", s.publiciseFiling)
	heavy.POST("filings/:id/apply", s.applyFiling)
	quick.POST("filings/:id/withdraw", s.withdrawFiling)
	quick.GET("filings/:id/attachments", s.listAttachments)
	papers.POST("filings/:id/attachments", s.addAttachment)
	files.GET("filings/:id/attachments/:number", s.getAttachment)
	quick.DELETE("filings/:id/attachments/:number", s.removeAttachment)

	quick.GET("rounds", s.listRounds)
	quick.POST("rounds", s.createRound)
	quick.GET("rounds/:id", s.getRound)
	quick.PATCH("rounds/:id", s.changeRound)
	quick.GET("rounds/:id/completion", s.roundCompletion)
	quick.GET("rounds/:id/firms", s.roundFirms)
	quick.POST("rounds/:id/remind", s.remindRound)

	quick.GET("notices", s.listNotices)
	quick.POST("notices/:id/read", s.readNotice)
	quick.GET("todo", s.getTodo)

	quick.GET("reviews", s.listReviews)
	quick.POST("reviews", s.createReview)
	quick.GET("reviews/:id", s.getReview)
	quick.POST("reviews/:id/publish", s.publishReview)
	quick.POST("reviews/:id/cancel", s.cancelReview)

	quick.GET("entitlements", s.listEntitlements)
	quick.GET("entitlements/totals", s.totalEntitlements)
	quick.GET("firms/:code/entitlements", s.firmEntitlements)
	quick.GET("settlements", s.listSettlements)
	pages.POST("settlements", s.settle)
	quick.GET("settlements/differences", s.listDifferences)
	quick.POST("settlements/publicise", s.publiciseSettlements)
	quick.POST("settlements/approve", s.approveSettlements)
	quick.GET("settlements/:id", s.getSettlement)
	quick.POST("settlements/:id/reverse", s.reverseSettlement)
	quick.POST("settlements/:id/payments", s.paySettlement)
	quick.POST("settlements/:id/payments/reverse", s.reversePayment)
	quick.GET("budget", s.getBudget)
	quick.GET("trials/parameters", s.listTrialParameters)
	heavy.POST("trials", s.runTrial)

	quick.GET("reports", s.listReports)
	files.GET("reports/:key.xlsx", s.getReport)
	uploads.POST("reports/verify", s.verifyReport)

	quick.GET("audit", s.listAudit)
	quick.GET("audit/actions", s.listAuditActions)
	files.GET("audit.xlsx", s.exportAudit)
	heavy.GET("audit/verification", s.verifyAudit)

	quick.GET("jobs", s.listJobs)
	quick.POST("jobs/:name/run", s.runJob)
	quick.GET("health", s.getHealth)
	return r
}
