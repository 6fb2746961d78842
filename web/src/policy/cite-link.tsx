import { Link } from 'react-router'

import type { components } from '../contract'
import { Confidence } from './confidence'
import css from './policy.module.css'
import { usePart } from './use-part'

/** Where it is written; what is provisional is said to be so. Of the document `within`, which stands above, the article is enough. */
export function CiteLink({ cite, within }: { cite: components['schemas']['RuleCite']; within?: string | undefined }) {
  const { at } = usePart()
  return (
    <span className={css.cite}>
      <Link to={at('documents', `document-${cite.document}`)} title={cite.text}>
        {cite.document === within && cite.article ? cite.article : cite.text}
      </Link> {cite.provisional && <Confidence of="provisional" />}
    </span>
  )
}
