/*
 * All scripts of the table as one script for the guest: each is unpacked into a
 * folder of its own and run there; what it prints comes out between marks.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CASES, caseNames } from './native_shell.test-support.ts';

const END_OF_CASE = '=== end of the case ===';
const MARK = '=== case ';

/** The script; each case runs as it does on the host (native_shell.test-support.ts). */
export async function bundleCases(): Promise<string> {
	const parts = ['PATH=/bin:/usr/bin; mkdir /tmp/cases; cd /tmp/cases\n'];
	for (const name of await caseNames()) {
		const script = await readFile(path.join(CASES, `${name}.sh`), 'utf8');
		parts.push(
			`mkdir ${name}; cd ${name}; cat > case.sh <<'${END_OF_CASE}'\n`,
			script.endsWith('\n') ? script : `${script}\n`,
			`${END_OF_CASE}\n`,
			`echo '${MARK}${name}'\n`,
			'env -i PATH=$PATH HOME=/ sh case.sh 2> /dev/null < /dev/null\n',
			'echo "status $?"; cd /tmp/cases; rm -r *\n',
		);
	}
	return parts.join('');
}

/** What each case printed, by its name. */
export function unbundleOutput(output: string): Map<string, string> {
	const results = new Map<string, string>();
	for (const part of output.split(MARK).slice(1)) {
		const newline = part.indexOf('\n');
		results.set(part.slice(0, newline), part.slice(newline + 1));
	}
	return results;
}
