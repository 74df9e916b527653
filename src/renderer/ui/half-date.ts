/**
 * Whether a date of the open sheet is typed, but is none. Such a field gives its form no day, so that sending it would
 * drop what stands there in plain sight; the field takes the focus instead.
 */
export function hasHalfDate(): boolean {
  const field = document.querySelector<HTMLElement>('[role="dialog"] [data-half-date]');
  field?.focus();
  return field !== null;
}
