/* The shell, compiled for this machine, beside dash; and what dash does not do. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	buildNativeShell,
	CASES,
	caseNames,
	runCase,
	runShell,
} from './test/native_shell.test-support.ts';

const names = await caseNames();
let folder = '';
let shell = '';

beforeAll(async () => {
	folder = await mkdtemp(path.join(os.tmpdir(), 'kintsugi-sh-'));
	shell = await buildNativeShell(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe(`${names.length} scripts print what dash prints`, () => {
	it.each(names)('%s', async (name) => {
		expect(await runCase(shell, name)).toBe(
			await readFile(path.join(CASES, `${name}.out`), 'utf8'),
		);
	});
});

/** Standard output of commands that are expected to succeed. */
async function output(commands: string, input?: string): Promise<string> {
	const { stdout, stderr, status } = await runShell(shell, ['-c', commands], input);
	expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
	return stdout;
}

describe('the policy script of the slides', () => {
	const script = `
if [ ! $reason -eq DYNAMIC_UPDATE ]; then
     sleep $((1 << ($repetition)))
fi
service restart $component
`;
	const commands = `
sleep() { echo "sleeps $1 s"; }
service() { echo "service $*"; }
EXIT=1 EXCEPTION=2 KILLED=3 HEARTBEAT=4 COMPLAINT=5 DYNAMIC_UPDATE=6
component=eth.rtl8139
`;

	it('backs off, then restarts the component', async () => {
		expect(await output(`${commands} reason=2 repetition=3\n${script}`)).toBe(
			'sleeps 8 s\nservice restart eth.rtl8139\n',
		);
	});

	it('restarts it at once for a dynamic update', async () => {
		expect(await output(`${commands} reason=6 repetition=3\n${script}`)).toBe(
			'service restart eth.rtl8139\n',
		);
	});
});

describe('names as operands of -eq and its kin', () => {
	it('stand for the values of variables, also through another name', async () => {
		expect(await output('a=5 b=a; [ b -eq 5 ] && test 4 -lt a && echo yes')).toBe('yes\n');
	});

	it('are 0 when the variable is unset', async () => {
		expect(await output('[ no_such_variable -eq 0 ] && echo yes')).toBe('yes\n');
	});

	it('end in an error when two variables name each other', async () => {
		const { stderr, status } = await runShell(shell, ['-c', 'a=b b=a; [ a -eq 1 ]']);
		expect(stderr).toMatch(/: 1: \[: Illegal number: a\n$/);
		expect(status).toBe(2);
	});
});

describe('a script that cannot be read', () => {
	it('fails, and does not pass for an empty one', async () => {
		const { stderr, status } = await runShell(shell, ['-c', 'mkdir d; $0 d', shell]);
		expect(stderr).toMatch(/the script can't be read: Is a directory\n$/);
		expect(status).toBe(2);
	});
});

describe('a script from standard input', () => {
	const script = 'read x\nfor the script\necho "[$x]"\ncat\nfor its child\n';

	it('leaves the lines behind a command to the command', async () => {
		const { stdout } = await runShell(shell, [], script);
		expect(stdout).toBe('[for the script]\nfor its child\n');
	});

	it('does so too when it is a file, which is read in blocks', async () => {
		const lines = script.replaceAll('\n', '\\n');
		expect(await output(`printf '${lines}' > script; sh < script`)).toBe(
			'[for the script]\nfor its child\n',
		);
	});
});

describe('limits', () => {
	it.each([
		['endless recursion', 'f() { f; }; f'],
		['endless recursion of eval', `x='eval "$x"'; eval "$x"`],
		['brackets nested 100,000 deep', `${'('.repeat(100_000)}`],
		['arithmetic nested 100,000 deep', `echo $((${'('.repeat(100_000)}`],
		['quotes nested 50,000 deep', `echo ${'"$(echo '.repeat(50_000)}`],
		['a script that reads itself', 'echo ". ./s" > s; . ./s'],
	])('%s is an error, not the end of the stack', async (_what, commands) => {
		const { status } = await runShell(shell, [], `${commands}\n`);
		expect(status).toBe(2);
	});

	it('a loop of all kinds of commands needs no more memory the longer it runs', async () => {
		const memory = async (rounds: number) => {
			const text = await output(`
				i=0
				while [ $i -lt ${rounds} ]; do
					i=$((i + 1)); x="a b $i"; set -- $x; f() { local y=$1; eval 'z=$y'; }
					f "$@"; case $x in a*) : ;; esac; for w in $x; do : ; done
					{ read line; } <<-E
					$x
					E
					alias q$((i % 3))=$i; trap "x=$i" USR1; kill -USR1 $$; : \${x%b*} > /dev/null
				done
				while read key value unit; do
					if [ $key = RssAnon: ]; then echo $value; fi
				done < /proc/self/status`);
			return Number(text);
		};
		const few = await memory(200);
		expect(few).toBeGreaterThan(0);
		expect(await memory(20_000)).toBeLessThan(few + 100);
	});
});

describe('jobs in a subshell', () => {
	it('are listed as in the shell that it is a copy of', async () => {
		const start = 'sleep 10 & first=$!; sleep 10 & ';
		const end = '; kill $(jobs -p)';
		expect(await output(`${start} set -- $(jobs -p); [ $1 = $first ] && echo $#${end}`)).toBe(
			'2\n',
		);
		expect((await output(`${start} jobs | wc -l${end}`)).trim()).toBe('2');
	});

	it('are not waited for there, being none of its children', async () => {
		const commands = 'sleep 10 & (wait; wait $!; echo $?; : & wait $!; echo $?); kill $!';
		expect(await output(commands)).toBe('127\n0\n');
	});
});

describe('arithmetic beyond dash', () => {
	it('knows the comma, ++ and --', async () => {
		expect(await output('x=1; echo $((x++)) $((++x)) $((x--)) $((--x)) $((1, 2)) $x')).toBe(
			'1 3 3 1 2 1\n',
		);
	});
});

describe('help', () => {
	it('is printed for --help', async () => {
		expect((await runShell(shell, ['--help'])).stdout).toMatch(/^Usage: sh /);
	});

	it('is there for each builtin', async () => {
		const known = await output('help');
		const names = known
			.split('\n')
			.slice(2, -1)
			.map((line) => line.split(' ')[0]);
		expect(names).toEqual([...names].sort());
		expect(await output(`type ${names.join(' ')}`)).not.toContain('not found');
		for (const name of ['kill', 'pwd', 'trap', 'umask']) {
			expect(await output(`${name} --help`)).toMatch(new RegExp(`^Usage: ${name}[ \n]`));
			expect(await output(`help ${name}`)).toMatch(new RegExp(`^${name} `));
		}
		expect((await runShell(shell, ['-c', 'help nothing'])).status).toBe(1);
	});

	it('is no option to builtins that print or test their arguments', async () => {
		expect(await output('echo --help; test --help && echo true')).toBe('--help\ntrue\n');
	});
});
