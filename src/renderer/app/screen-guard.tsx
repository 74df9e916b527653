import { Component } from 'react';
import type { ReactNode } from 'react';
import { Translation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import styles from './connecting-screen.module.css';

interface Props {
  readonly children: ReactNode;
}

/** Keeps a fault of one screen from taking the top bar and its alarms down with it. */
export class ScreenGuard extends Component<Props, { readonly fault: string | null }> {
  constructor(props: Props) {
    super(props);
    this.state = { fault: null };
  }

  static getDerivedStateFromError(error: unknown): { fault: string } {
    return { fault: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.fault === null) return this.props.children;
    return (
      <Translation ns="ui">
        {(t) => (
          <div className={styles.notice} role="alert">
            <h1>{t('error.screen')}</h1>
            <p>{t('error.screenHint')}</p>
            <code className={styles.code}>{this.state.fault}</code>
            <Button onClick={() => this.setState({ fault: null })}>{t('action.retry')}</Button>
          </div>
        )}
      </Translation>
    );
  }
}
