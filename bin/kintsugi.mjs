#!/usr/bin/env node
/*
 * The command line's entry from a clone: registers the TypeScript loader and
 * hands over to src/cli.
 */
const loader = await import('tsx/esm/api').catch(() => undefined);
if (!loader) {
	console.error('The packages are not installed yet: run "npm start" or "npm test" once.');
	process.exit(1);
}
loader.register();
await import('../src/cli/main.ts');
