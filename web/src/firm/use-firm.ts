import { api } from '../api/client'

/** A firm's records and, of a year, why it stands where it does. */
export function useFirm(code: string, year: number | undefined) {
  const firm = api.useQuery('get', '/api/v1/firms/{code}', { params: { path: { code } } })
  const explanation = api.useQuery(
    'get',
    '/api/v1/firms/{code}/explanation',
    { params: { path: { code }, query: year === undefined ? {} : { year } } },
    { placeholderData: (before) => (before?.code === code ? before : undefined) } // another year of the same firm,
  )
  return { firm, explanation }
}
