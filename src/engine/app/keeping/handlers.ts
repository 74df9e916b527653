import { ok } from '#core/result.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import type { KeepingService } from './keeping-service.ts';

/** Answers whether the work was begun; it is not while the same is under way. */
export const keepingHandlers = (
  keeping: KeepingService,
  log: Log,
): Pick<Handlers, 'keeping.check' | 'keeping.purge'> => ({
  'keeping.check': ({ who }) => {
    log.info({ who }, 'check of the history asked for');
    return Promise.resolve(ok({ started: keeping.begin('check', actorOf(who)) }));
  },
  'keeping.purge': ({ who }) => {
    log.info({ who }, 'purge of the history asked for');
    return Promise.resolve(ok({ started: keeping.begin('purge', actorOf(who)) }));
  },
});
