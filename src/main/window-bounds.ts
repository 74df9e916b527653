import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const boundsSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(640),
  height: z.int().min(480),
  maximized: z.boolean(),
});
export type WindowBounds = z.infer<typeof boundsSchema>;
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The bounds stored at last closing, or null when there are none that can be read. */
export function loadBounds(file: string): WindowBounds | null {
  try {
    const parsed = boundsSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Stores the bounds whole or not at all. */
export function saveBounds(file: string, bounds: WindowBounds): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(bounds));
  renameSync(`${file}.new`, file);
}

const GRIP_PX = 64;

/** Whether enough of the window lies on one of the screens to take hold of it (a screen may be gone since). */
export function isReachable(bounds: Area, screens: readonly Area[]): boolean {
  return screens.some((screen) => {
    const across = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x);
    return across >= GRIP_PX && bounds.y >= screen.y && bounds.y <= screen.y + screen.height - GRIP_PX;
  });
}
