/** Present value of a design token, for canvases, which know no custom properties. */
export const cssColour = (token: string): string => getComputedStyle(document.documentElement).getPropertyValue(token).trim();
