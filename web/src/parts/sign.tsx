/** The signs of the console, drawn and not written: fonts differ in what they have. */
export type SignName = 'check' | 'cross' | 'question' | 'none' | 'alert' | 'plus' | 'same' | 'up' | 'down' | 'clock' | 'star' | 'out'

const paths: Record<SignName, string> = {
  check: 'M2.5 6.5 5 9l4.5-6',
  cross: 'M3 3l6 6M9 3l-6 6',
  question: 'M4 4.5a2 2 0 1 1 2.6 1.9c-.4.1-.6.5-.6.9v.2M6 9.6v.1',
  none: 'M3 6h6',
  alert: 'M6 2.5v4.3M6 9.4v.1',
  plus: 'M6 2.5v7M2.5 6h7',
  same: 'M2.5 4.6h7M2.5 7.6h7',
  up: 'M6 10V2.5M2.8 5.5 6 2.3l3.2 3.2',
  down: 'M6 2v7.5M2.8 6.5 6 9.7l3.2-3.2',
  clock: 'M6 1.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4M6 3.8V6l1.6 1',
  star: 'M6 1.8 7.3 4.6l3 .4-2.2 2.1.6 3L6 8.6l-2.7 1.5.6-3L1.7 5l3-.4z',
  out: 'M2.2 6h7.3M6.5 2.8 9.7 6 6.5 9.2',
}

export function Sign({ name, size = 12 }: { name: SignName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth={1.7} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
