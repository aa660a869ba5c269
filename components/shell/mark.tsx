/** The mark: a receipt in four segments, the tall one is the first token. */
export function Mark() {
  return (
    <svg viewBox="0 0 28 28" className="size-7" role="img" aria-label="Halfsecond">
      <rect width="28" height="28" rx="7" className="fill-accent" />
      <g className="fill-on-accent">
        <rect x="6" y="12.5" width="3" height="3" rx="1" />
        <rect x="10" y="12.5" width="2" height="3" rx="1" opacity="0.7" />
        <rect x="13" y="8" width="1.5" height="12" rx="0.75" />
        <rect x="15.5" y="12.5" width="6.5" height="3" rx="1" opacity="0.85" />
      </g>
    </svg>
  );
}
