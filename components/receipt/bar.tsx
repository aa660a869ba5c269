import { cn } from '@/components/ui/cn';
import { operationLook } from './operations';
import type { Slice } from './segments';

type Props = {
  slices: Slice[];
  /** Where the first token came, percent. */
  tick: number | null;
  active?: number | null;
  onPoint?: (index: number | null) => void;
  /** 3 under an answer, more where the bar is the subject; pixels. */
  thickness?: number;
  className?: string;
};

/** The bar alone. Drawn with attributes instead of styles, so that it needs nothing from the content policy. */
export function ReceiptBar({ slices, tick, active = null, onPoint, thickness = 3, className }: Props) {
  const height = thickness + 9;
  return (
    <svg aria-hidden height={height} width="100%" className={cn('overflow-visible', className)}>
      <rect y="4.5" height={thickness} width="100%" rx="1.5" className="fill-line" />
      {slices.map((slice, index) => (
        <g
          key={slice.fromMs}
          className={cn('transition-opacity duration-150', active !== null && active !== index && 'opacity-40')}
        >
          {slice.name ? (
            <rect
              x={`${slice.start}%`}
              width={`${slice.width}%`}
              y={active === index ? 3.5 : 4.5}
              height={active === index ? thickness + 2 : thickness}
              className={operationLook(slice.name).fill}
            />
          ) : null}
          {onPoint ? (
            <rect
              x={`${slice.start}%`}
              width={`${slice.width}%`}
              height={height}
              fill="transparent"
              onPointerEnter={() => onPoint(index)}
            />
          ) : null}
        </g>
      ))}
      {tick === null ? null : (
        <svg aria-hidden x={`${tick}%`} overflow="visible">
          <rect x="-0.75" y="1" width="1.5" height={height - 2} className="pointer-events-none fill-ink" />
        </svg>
      )}
    </svg>
  );
}
