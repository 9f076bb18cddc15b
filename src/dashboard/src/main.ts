// Puts the parts together.
import './style.css';
import { startMap } from './map/map';
import { buildFrame } from './panels/frame';
import { app } from './state/app';
import { follow, keepExercises } from './state/live';
import { applyTheme } from './theme';

applyTheme();
app.on('look', applyTheme);
await startMap(buildFrame());
// The address says which exercise: `#night` for a drill called night.
follow(`exercises/${location.hash.slice(1) || 'live'}`);
void keepExercises();
window.addEventListener('hashchange', () => {
  const named = `exercises/${location.hash.slice(1) || 'live'}`;
  if (named !== app.exercise) follow(named);
});
