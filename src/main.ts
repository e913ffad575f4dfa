import { serve } from 'relata/serve';

await serve(() => import('./app.js'));
