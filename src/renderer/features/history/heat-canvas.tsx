import { useEffect, useRef } from 'react';
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { cssColour } from '../../charts/colours.ts';
import { AXIS_FONT, prepareCanvas } from '../../charts/plain-canvas.ts';
import { rampColour } from '../../charts/ramp.ts';
import { useTheme } from '../../store/hooks.ts';
import { useSize } from '../../ui/use-width.ts';
import styles from './heat-map-tab.module.css';

interface HeatCanvasProps {
  readonly columns: number;
  readonly rows: number;
  readonly cell: (column: number, row: number) => number | null;
  readonly scale: { readonly low: number; readonly high: number };
  readonly label: string;
  readonly columnText: (column: number) => string;
  readonly rowText: (row: number) => string;
  readonly onCell: (column: number | null, row: number, cell: number | null) => void;
  readonly tall?: boolean;
}

const LEFT = 64;
const BOTTOM = 22;
const LABEL_GAP_PX = 10;

/** Cells in colours; the pointer or the arrow keys read one of them. */
export function HeatCanvas({ columns, rows, cell, scale, label, columnText, rowText, onCell, tall = false }: HeatCanvasProps): ReactNode {
  const theme = useTheme();
  const [box, { width, height }] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const place = useRef({ column: 0, row: 0 });
  const wide = (width - LEFT) / columns;
  const high = (height - BOTTOM) / rows;

  useEffect(() => {
    const element = canvas.current;
    if (element === null || width === 0 || height === 0) return;
    const pen = prepareCanvas(element, width, height);
    if (pen === null) return;
    pen.clearRect(0, 0, width, height);
    const hole = cssColour('--sunken');
    const gapX = wide > 8 ? 1 : 0;
    const gapY = high > 8 ? 1 : 0;
    for (let column = 0; column < columns; column++) {
      for (let row = 0; row < rows; row++) {
        const value = cell(column, row);
        pen.fillStyle = value === null ? hole : rampColour((value - scale.low) / (scale.high - scale.low), theme);
        // A little wider than a cell, so that no seams show between thin ones.
        pen.fillRect(LEFT + column * wide, row * high, wide - gapX + (gapX === 0 ? 0.6 : 0), high - gapY + (gapY === 0 ? 0.6 : 0));
      }
    }
    pen.font = AXIS_FONT;
    pen.fillStyle = cssColour('--text-2');
    pen.textBaseline = 'middle';
    pen.textAlign = 'right';
    for (let row = 0; row < rows; row++) pen.fillText(rowText(row), LEFT - 8, (row + 0.5) * high);
    pen.textBaseline = 'top';
    pen.textAlign = 'left';
    const every = Math.max(1, Math.ceil((pen.measureText(columnText(0)).width + LABEL_GAP_PX) / wide));
    for (let column = 0; column < columns; column += every) pen.fillText(columnText(column), LEFT + column * wide, height - BOTTOM + 6);
  });

  const read = (column: number, row: number): void => {
    if (column < 0 || column >= columns || row < 0 || row >= rows) onCell(null, 0, null);
    else {
      place.current = { column, row };
      onCell(column, row, cell(column, row));
    }
  };
  const onMove = (event: MouseEvent<HTMLCanvasElement>): void => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    read(Math.floor((event.clientX - left - LEFT) / wide), Math.floor((event.clientY - top) / high));
  };
  const onKey = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const { column, row } = place.current;
    read(Math.max(0, Math.min(columns - 1, column + step[0])), Math.max(0, Math.min(rows - 1, row + step[1])));
  };
  return (
    <div ref={box} className={tall ? styles.tall : styles.low}>
      <canvas
        ref={canvas} className={styles.canvas} role="application" tabIndex={0} aria-label={label} data-testid="heat-map" data-columns={columns}
        onMouseMove={onMove} onMouseLeave={() => onCell(null, 0, null)} onKeyDown={onKey}
      />
    </div>
  );
}
