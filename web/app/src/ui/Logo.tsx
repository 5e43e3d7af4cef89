/** The shanyraq seen from inside the yurt: the ring and its crossed bars. Decorative; the name stands beside it. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 48 48" fill="none" stroke="currentColor" strokeLinecap="round" aria-hidden="true">
      <circle cx="24" cy="24" r="20" strokeWidth="4" />
      <path
        strokeWidth="2.25"
        d="M16 6c3.5 11.5 3.5 24.5 0 36M24 4v40M32 6c-3.5 11.5-3.5 24.5 0 36M6 16c11.5 3.5 24.5 3.5 36 0M4 24h40M6 32c11.5-3.5 24.5-3.5 36 0"
      />
    </svg>
  )
}
