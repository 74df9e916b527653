import type { ComponentProps, ReactNode } from 'react';
import { useAsksName } from '../store/access-store.ts';
import { Field } from './field.tsx';

/** Field for the name of who does something; not there where a log-in says who it is. */
export function WhoField(props: ComponentProps<typeof Field>): ReactNode {
  return useAsksName() ? <Field {...props} /> : null;
}
