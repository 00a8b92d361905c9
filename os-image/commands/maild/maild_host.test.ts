/** maild on the machine that tests: what it says to mail servers, and what becomes of the mails. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NetworkTools, serve, type TestServer } from '../network_host.test-support.ts';

const BUILD_MS = 300_000;
const ID = '69560a0002bc4-31';

let tools: NetworkTools;
let queue: string;
let server: TestServer | undefined;
/** The lines that the server got. */
let heard: string[] = [];

beforeAll(() => {
	tools = new NetworkTools(['maild']);
	queue = tools.file('queue');
	// In the place of the command mail: keeps what it is given.
	const script = `#!/bin/sh\n{ echo "$@"; cat; } > ${tools.file('given_back')}\n`;
	fs.writeFileSync(tools.file('mail'), script, { mode: 0o755 });
}, BUILD_MS);
afterAll(() => tools?.dispose());

beforeEach(() => {
	heard = [];
	fs.rmSync(queue, { recursive: true, force: true });
	fs.rmSync(tools.file('given_back'), { force: true });
	fs.mkdirSync(queue);
});
afterEach(async () => {
	await server?.close();
	server = undefined;
});

const mail = (recipients: readonly string[], message: string) =>
	`sender root@kintsugi\n${recipients.map((to) => `recipient ${to}\n`).join('')}\n${message}`;
const put = (recipients: readonly string[], message = 'Subject: x\n\nbody\n', id = ID) =>
	fs.writeFileSync(path.join(queue, id), mail(recipients, message));

type Replies = (line: string) => string | undefined;
const usual: Replies = (line) => {
	if (line.startsWith('EHLO')) return '250-me\r\n250-8BITMIME\r\n250 HELP';
	if (line === 'DATA') return '354 go on';
	return line === 'QUIT' ? '221 bye' : '250 ok';
};

/** Serves one command after another, runs maild once, and gives its status and words. */
async function deliver(replies: Replies = usual, greeting = '220 ready\r\n') {
	server = await serve((socket) => {
		let rest = '';
		let isInMessage = false;
		socket.write(greeting);
		socket.on('data', (data) => {
			const lines = (rest + data.toString()).split('\r\n');
			rest = lines.pop() ?? '';
			for (const line of lines) {
				heard.push(line);
				if (isInMessage && line !== '.') continue;
				const reply = replies(line);
				isInMessage = reply?.startsWith('354') ?? false;
				if (reply === undefined) socket.destroy();
				else socket.write(`${reply}\r\n`);
				if (line === 'QUIT') socket.end();
			}
		});
	});
	const where = ['-s', `127.0.0.1:${server.port}`, '-q', queue, '-T', '0.5'];
	const { status, stderr } = await tools.run('maild', ['-1', '-f', ...where]);
	return { status, said: stderr };
}

const left = () => fs.readdirSync(queue);
const leftMail = () => fs.readFileSync(path.join(queue, ID), 'utf8');

describe('a mail that the server takes', () => {
	it('is said as RFC 5321 wants it, and leaves the queue', async () => {
		put(['a@b', 'c@d'], 'Subject: dots\n\n.\n..two\nend without a line feed');
		expect(await deliver()).toEqual({
			status: 0,
			said: `maild: ${ID} from root@kintsugi to a@b and others is sent\n`,
		});
		expect(heard.slice(1)).toEqual([
			...[
				'MAIL FROM:<root@kintsugi> BODY=8BITMIME',
				'RCPT TO:<a@b>',
				'RCPT TO:<c@d>',
				'DATA',
			],
			...['Subject: dots', '', '..', '...two', 'end without a line feed', '.', 'QUIT'],
		]);
		expect(left()).toEqual([]);
	});

	it('goes in the same session as others, the oldest first', async () => {
		put(['new@b'], 'x\n\ny\n', '69560a0099999-32');
		put(['old@b']);
		expect((await deliver()).status).toBe(0);
		expect(
			heard.filter((line) => /^(EHLO|RCPT)/.test(line)).map((line) => line.slice(0, 14)),
		).toEqual([expect.stringMatching(/^EHLO /), ...['RCPT TO:<old@b', 'RCPT TO:<new@b']]);
	});

	it('may be taken by a server that knows HELO only', async () => {
		put(['a@b']);
		const { status } = await deliver((line) =>
			line.startsWith('EHLO') ? '502 no' : usual(line),
		);
		expect(status).toBe(0);
		expect(heard).toContain('MAIL FROM:<root@kintsugi>');
	});
});

describe('a mail that the server does not take now', () => {
	it.each<[string, Replies, string?]>([
		['is busy', () => '451 busy', '421 later\r\n'],
		['refuses to talk', usual, '554 go away\r\n'],
		['does not speak SMTP', usual, 'HTTP/1.1 400 Bad\r\n'],
		['has a reply of two codes', usual, '220-a\r\n250 b\r\n'],
		['has a reply without end', usual, '220-a\r\n'.repeat(200)],
		['has a line without end', usual, `220 ${'x'.repeat(3000)}`],
		['says nothing', usual, ''],
		['defers the sender', (line) => (line.startsWith('MAIL') ? '451 later' : usual(line))],
		['defers the recipient', (line) => (line.startsWith('RCPT') ? '450 later' : usual(line))],
		['defers the message', (line) => (line === '.' ? '452 full' : usual(line))],
		['does not want the message', (line) => (line === 'DATA' ? '250 no' : usual(line))],
		['breaks off at the sender', (line) => (/^MAIL/.test(line) ? undefined : usual(line))],
		['breaks off at the recipient', (line) => (/^RCPT/.test(line) ? undefined : usual(line))],
		['breaks off behind the message', (line) => (line === '.' ? undefined : usual(line))],
		['ends the session', (line) => (line.startsWith('RCPT') ? '421 bye' : usual(line))],
	])('stays in the queue when it %s', async (_what, replies, greeting) => {
		put(['a@b']);
		const before = leftMail();
		const { status, said } = await deliver(replies, greeting);
		expect({ status, said }).toEqual({
			status: 1,
			said: expect.stringMatching(/^maild: 69560a0002bc4-31 waits for 5 s: .*\n$/),
		});
		expect(leftMail()).toBe(before);
	});

	it('stays when nobody listens', async () => {
		put(['a@b']);
		const where = ['-s', '127.0.0.1:1', '-q', queue];
		expect(await tools.run('maild', ['-1', '-f', ...where])).toMatchObject({ status: 1 });
		expect(left()).toEqual([ID]);
	});
});

describe('a mail that the server will never take', () => {
	it('goes back to its sender, and leaves the queue', async () => {
		put(['a@b']);
		const { status } = await deliver((line) =>
			line.startsWith('RCPT') ? '550-no\r\n550 such user' : usual(line),
		);
		expect({ status, left: left() }).toEqual({ status: 0, left: [] });
		const givenBack = fs.readFileSync(tools.file('given_back'), 'utf8');
		expect(givenBack).toMatch(/^-s A mail of yours was refused root\n/);
		expect(givenBack).toContain('550 such user');
		expect(givenBack).toContain('It did not get to a@b.');
		expect(givenBack).toContain('\nSubject: x\n\nbody\n');
	});

	it('stays in the queue when it can not be given back', async () => {
		put(['a@b']);
		fs.renameSync(tools.file('mail'), tools.file('no_mail'));
		fs.writeFileSync(tools.file('mail'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
		const { status } = await deliver((line) =>
			line.startsWith('MAIL') ? '550 no' : usual(line),
		);
		fs.renameSync(tools.file('no_mail'), tools.file('mail'));
		expect({ status, left: left() }).toEqual({ status: 1, left: [ID] });
	});
});

it('of several recipients each gets what the server says of him', async () => {
	put(['now@b', 'never@b', 'later@b']);
	const { status } = await deliver((line) => {
		if (line.includes('never')) return '550 never';
		return line.includes('later') ? '450 later' : usual(line);
	});
	expect(status).toBe(1);
	expect(leftMail()).toBe(mail(['later@b'], 'Subject: x\n\nbody\n'));
	expect(fs.readFileSync(tools.file('given_back'), 'utf8')).toContain(
		'It did not get to never@b.',
	);
});

it.each([
	['no mail at all', 'nonsense'],
	['no recipient', 'sender a@b\n\nx'],
	['no sender', 'recipient a@b\n\nx'],
	['an address that would be a command', 'sender a@b\nrecipient c@d> NOTIFY=x\n\nx'],
])('a file that is %s is not sent, and stays', async (_what, content) => {
	fs.writeFileSync(path.join(queue, ID), content);
	expect((await deliver()).status).toBe(1);
	expect(heard.filter((line) => line.startsWith('MAIL'))).toEqual([]);
	expect(left()).toEqual([ID]);
});
