/*
 * Counts lines of C and assembly that are neither blank nor comment, by
 * component, and apart from that those in files named recovery*: the figures
 * that the paper's table gives for its own components.
 */
import path from 'node:path';
import type { LocEntry } from '../../src/machine/manifest.ts';

/** Lines with something on them besides blanks and comments. */
export function countLines(source: string): number {
	let code = '';
	for (let at = 0; at < source.length; ) {
		const token = nextToken(source, at);
		const isComment = token.startsWith('/*') || token.startsWith('//');
		code += isComment ? token.replace(/[^\n]+/g, '') : token;
		at += token.length;
	}
	return code.split('\n').filter((line) => line.trim() !== '').length;
}

/** A comment, a string or character constant, or one character. */
function nextToken(source: string, at: number): string {
	const pattern = /\/\*.*?(?:\*\/|$)|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|./sy;
	pattern.lastIndex = at;
	return pattern.exec(source)?.[0] ?? '';
}

/** Counts per component; `files` maps paths relative to the root to their text. */
export function countComponents(files: ReadonlyMap<string, string>): LocEntry[] {
	const counts = new Map<string, { total: number; recovery: number }>();
	for (const [file, text] of files) {
		const component = componentOf(file);
		const count = counts.get(component) ?? { total: 0, recovery: 0 };
		const lines = countLines(text);
		count.total += lines;
		if (/^recovery.*\.[ch]$/.test(path.posix.basename(file))) count.recovery += lines;
		counts.set(component, count);
	}
	return [...counts]
		.map(([component, count]) => ({ component, ...count }))
		.sort((a, b) => (a.component < b.component ? -1 : 1));
}

/** `bios`, `kernel`, `servers/rs`, `drivers/rtl8139`, `commands/sh`, `lib/libc`, ... */
function componentOf(file: string): string {
	const parts = file.replace(/^os-image\//, '').split('/');
	const [group = '', member = ''] = parts;
	const hasMembers = ['servers', 'drivers', 'commands', 'lib'].includes(group);
	return hasMembers ? `${group}/${member.replace(/\.\w+$/, '')}` : group;
}
