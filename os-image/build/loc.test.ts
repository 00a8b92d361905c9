import { expect, test } from 'vitest';
import { countComponents, countLines } from './loc.ts';

test('blank lines and comments do not count', () => {
	const source = ['/*', ' * two', ' */', '', 'int a; // one', '// none', '  ', 'int b; /* x'];
	expect(countLines(source.join('\n'))).toBe(2);
});

test('a line that ends one comment and goes on with code counts', () => {
	expect(countLines('/* a\n b */ int c;\n')).toBe(1);
});

test('comment marks within strings and characters are code', () => {
	expect(countLines('char *s = "/* no";\nchar c = \'"\';\nchar *t = "\\"//";\n')).toBe(3);
});

test('a program counts under its folder or file name, recovery files also apart', () => {
	const files = new Map([
		['os-image/servers/rs/main.c', 'int a;\nint b;\n'],
		['os-image/servers/rs/recovery_policy.c', 'int c;\n'],
		['os-image/commands/echo.c', 'int d;\n'],
		['os-image/kernel/ipc.c', 'int e;\n'],
		['drivers/tty/main.c', 'int f;\n'],
	]);
	expect(countComponents(files)).toEqual([
		{ component: 'commands/echo', total: 1, recovery: 0 },
		{ component: 'drivers/tty', total: 1, recovery: 0 },
		{ component: 'kernel', total: 1, recovery: 0 },
		{ component: 'servers/rs', total: 3, recovery: 1 },
	]);
});
