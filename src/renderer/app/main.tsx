import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import '../ui/base.css';
import '../ui/tokens.css';
import { startTexts } from '../i18n/index.ts';
import { followEngine } from '../store/connection.ts';
import { effectiveTheme, onSystemTheme, usePreferences } from '../store/settings-store.ts';
import { App } from './app.tsx';

// The page may not compile code at run time (content security policy); zod would try to.
z.config({ jitless: true });

const texts = startTexts(usePreferences.getState().language);

function showPreferences(): void {
  const { language, theme, textSize } = usePreferences.getState();
  document.documentElement.lang = language;
  document.documentElement.dataset['theme'] = effectiveTheme(theme);
  document.title = texts.t('ui:app');
  window.muljigi.setZoom(textSize / 100);
}

showPreferences();
onSystemTheme(showPreferences);
usePreferences.subscribe((now, before) => {
  if (now.language !== before.language) void texts.changeLanguage(now.language).then(showPreferences);
  showPreferences();
});

followEngine(window.muljigi);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
