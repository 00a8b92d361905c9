/*
 * etc/system.conf, checked while building: by the parser that the reincarnation server
 * reads it with, and against what is built beside it, so that a mistake is found
 * here and not by a system that does not start.
 */
import fs from 'node:fs';
import path from 'node:path';
import { BuildError } from './build-error.ts';
import { FIRST_PROGRAMS } from './image-plan.ts';
import { type ServiceBlock, SystemConfError, type SystemConfParser } from './sysconf/parser.ts';

export const SYSTEM_CONF = 'os-image/etc/system.conf';
const PASSWD = 'os-image/etc/passwd';
const GROUP = 'os-image/etc/group';
const POLICIES = 'os-image/etc/policies';

export interface ComponentProgram {
	readonly name: string;
	readonly kind: string;
}

/** The text, for the boot archive. Throws a BuildError that names file and line. */
export function checkedSystemConf(
	root: string,
	programs: readonly ComponentProgram[],
	parser: SystemConfParser,
): Uint8Array {
	const text = read(root, SYSTEM_CONF);
	const blocks = parseSystemConf(text, parser);
	const users = numbersByName(read(root, PASSWD));
	const groups = new Set(numbersByName(read(root, GROUP)).values());
	for (const block of blocks) {
		checkUser(block, users, groups);
		checkProgram(block, programs);
		checkPolicy(block, root);
	}
	for (const { name, kind } of programs) {
		const isComponent = kind === 'server' || kind === 'driver';
		if (!isComponent || FIRST_PROGRAMS.includes(name)) continue;
		if (!blocks.some(({ program }) => program === name)) {
			throw new BuildError(
				`${SYSTEM_CONF}: expected a block with "program ${name}" for that ${kind}, found ` +
					'none. Without one nobody may start it: add it.',
			);
		}
	}
	return text;
}

/** The blocks of a text that is a whole system.conf. Throws a BuildError. */
export function parseSystemConf(text: Uint8Array, parser: SystemConfParser): ServiceBlock[] {
	try {
		const blocks = parser.parse(text);
		parser.checkReferences();
		return blocks;
	} catch (cause) {
		if (!(cause instanceof SystemConfError)) throw cause;
		throw new BuildError(`${SYSTEM_CONF}: ${cause.message}`, { cause });
	}
}

function checkUser(
	block: ServiceBlock,
	users: ReadonlyMap<string, number>,
	groups: ReadonlySet<number>,
): void {
	const { user, uid, gid } = block;
	if (users.get(user) !== uid) {
		throw complaint(
			block,
			`expected a user of ${PASSWD} with his uid, found "${[user, uid].join(' ').trim()}"`,
			'add him there, or correct name and number',
		);
	}
	if (!groups.has(gid)) {
		throw complaint(block, `expected a gid of ${GROUP}, found ${gid}`, 'add it there');
	}
}

function checkProgram(block: ServiceBlock, programs: readonly ComponentProgram[]): void {
	const { program } = block;
	if (program.startsWith('/') || programs.some(({ name }) => name === program)) return;
	throw complaint(block, `expected a program that is built, found "${program}"`, 'correct it');
}

function checkPolicy(block: ServiceBlock, root: string): void {
	const { policyScript } = block;
	if (policyScript === undefined) return;
	if (fs.existsSync(path.join(root, POLICIES, policyScript))) return;
	throw complaint(block, `expected a script of ${POLICIES}, found "${policyScript}"`, 'add it');
}

function complaint({ line, label }: ServiceBlock, found: string, advice: string): BuildError {
	return new BuildError(`${SYSTEM_CONF}: line ${line}: ${label}: ${found}; ${advice}.`);
}

/** First and third field of each line. */
function numbersByName(file: Uint8Array): Map<string, number> {
	const lines = new TextDecoder().decode(file).split('\n');
	return new Map(
		lines
			.map((line) => line.split(':'))
			.filter(({ length }) => length > 2)
			.map(([name = '', , number]) => [name, Number(number)] as const),
	);
}

function read(root: string, file: string): Uint8Array {
	const absolute = path.join(root, file);
	if (!fs.existsSync(absolute)) {
		throw new BuildError(
			`Expected ${file}, found none: without it no component may be started.`,
		);
	}
	return fs.readFileSync(absolute);
}
