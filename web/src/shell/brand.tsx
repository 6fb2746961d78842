/** The sign of the console: rungs. */
export function BrandMark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="6" fill="var(--primary)" />
      <g fill="#fff">
        <rect x="6" y="20" width="4" height="6" />
        <rect x="12" y="16" width="4" height="10" />
        <rect x="18" y="11" width="4" height="15" />
        <rect x="24" y="6" width="4" height="20" opacity=".55" />
      </g>
    </svg>
  )
}
