import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app.tsx';
import { follow } from './store/store.ts';

const root = document.getElementById('root');
if (root) {
  follow();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
