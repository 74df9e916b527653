export { TogetherDesk, togetherHandlers } from './together-desk.ts';
export { presentOf } from './present.ts';
