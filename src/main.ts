import { serve } from './serve.js';

await serve(() => import('./app.js'));
