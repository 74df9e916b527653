import type { ComponentProps, ReactNode } from 'react';
import type { Right } from '#core/access/rights.ts';
import { access, useMay } from '../store/access-store.ts';
import { useMessages } from '../store/messages.ts';
import { Button } from './button.tsx';

interface RightButtonProps extends ComponentProps<typeof Button> {
  readonly right: Right;
}

/**
 * A button for those with a right. For others it stays in its place and can be reached: pressed, it
 * says whose work this is and offers to change person.
 */
export function RightButton({ right, disabled, onClick, title, ...rest }: RightButtonProps): ReactNode {
  const messages = useMessages();
  const { may, code, params } = useMay(right);
  if (may || code === null) return <Button {...rest} title={title} disabled={disabled} onClick={onClick} />;
  return (
    <Button
      {...rest}
      aria-disabled
      title={messages.code(code, { ...params })}
      onClick={() => void access.ask({ kind: 'logIn', fault: { code: 'refused', message: code, messageCode: code, params: { ...params } } })}
    />
  );
}
