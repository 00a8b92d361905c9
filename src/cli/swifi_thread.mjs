/*
 * The entry of a campaign's worker threads: registers the TypeScript loader, which threads
 * do not inherit, and hands over.
 */
import { register } from 'tsx/esm/api';

register();
await import('./swifi_worker.ts');
