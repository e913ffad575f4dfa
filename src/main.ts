import { serve } from '../packages/relata/src/serve.js';

await serve(() => import('./app.js'));
