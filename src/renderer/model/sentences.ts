/** The sentences of a help text, in order: what is done first stands first. */
export const sentences = (text: string): readonly string[] => text.split(/(?<=[.!?])\s+/).filter((each) => each !== '');
