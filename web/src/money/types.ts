import type { components } from '../contract'

type Schemas = components['schemas']

/** A line of what the clauses give, with what became of it. */
export type Line = Schemas['EntitlementRow']
/** The same as a review counted it, without what became of it. */
export type Entitlement = Schemas['Entitlement']
export type Sums = Schemas['MoneySums']
export type MoneyTotals = Schemas['EntitlementTotals']
export type Settlement = Schemas['Settlement']
export type SettlementFile = Schemas['SettlementFile']
export type Payment = Schemas['Payment']
export type SettlementState = Schemas['SettlementState']
export type Budget = Schemas['Budget']
export type Trial = Schemas['Trial']
export type Clause = Schemas['PolicyClause']

/** What tells a line from every other one. */
export const keyOf = (l: Pick<Line, 'clause' | 'payee' | 'year' | 'item'>): string => JSON.stringify([l.year, l.clause, l.payee, l.item])

/** Whether a payee has a unified social credit code; else it is known by its name only. */
export const hasCode = (payee: string): boolean => /^[0-9A-Z]{18}$/.test(payee)

/** Whether a payee is a firm and so has a page: universities and institutes (codes of another registrar) have none. */
export const isFirm = (payee: string): boolean => hasCode(payee) && payee.startsWith('9')
