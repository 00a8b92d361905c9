/*
 * Writes what Debian's dash prints for each script of the table beside it. To be
 * run by hand, where dash is, when scripts are added or changed:
 *
 *	npx tsx os-image/commands/sh/test/make-expected.ts [/bin/dash]
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CASES, caseNames, runCase } from './native_shell.test-support.ts';

const dash = process.argv[2] ?? '/bin/dash';
const names = await caseNames();
for (const name of names) {
	await writeFile(path.join(CASES, `${name}.out`), await runCase(dash, name));
}
console.log(`${names.length} scripts run by ${dash}`);
