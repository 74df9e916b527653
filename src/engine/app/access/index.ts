export { AccessService } from './access-service.ts';
export type { AccessOptions } from './access-service.ts';
export { gated } from './gate.ts';
export type { BeforeCommand } from './gate.ts';
export { accessHandlers } from './handlers.ts';
export { REGISTER_KEY } from './register-book.ts';
